# verifyNodeModulesHook: a sound tree with links into the store and out of another output,
# where a package finds what it depends on, passes, and nixpkgs' own check is not run besides. tests/nix/bad-input.nix has what fails.
{
  stdenv,
  nodejs,
  verifyNodeModulesHook,
}:
stdenv.mkDerivation {
  name = "verify-node-modules-hook-test";
  dontUnpack = true;
  outputs = [
    "out"
    "modules"
  ];
  nativeBuildInputs = [ verifyNodeModulesHook ];
  nodeModulesVerifyFlags = [
    "--jobs"
    "1"
  ];

  installPhase = ''
    mkdir -p "$out/bin" "$modules/node_modules/lib"
    echo '{}' > "$modules/node_modules/lib/package.json"
    ln -s ${nodejs}/bin/node "$out/bin/node"
    ln -s "$modules/node_modules" "$out/node_modules"
    echo '{ "dependencies": { "lib": "1" } }' > "$out/package.json"
    ln -s lib "$modules/node_modules/alias"
  '';
  postFixup = ''
    test "$dontCheckForBrokenSymlinks" = 1
    mkdir lacking
    echo '{ "dependencies": { "gone": "1" } }' > lacking/package.json
    if (nodeModulesToVerify=lacking verifyNodeModules); then exit 1; fi
    (nodeModulesToVerify=lacking dontVerifyNodeModulesDependencies=1 verifyNodeModules)
  '';
}
