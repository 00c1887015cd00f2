# verifyNodeModulesHook: a sound tree with links into the store and out of another output
# passes, and nixpkgs' own check is not run besides. tests/nix/bad-input.nix has what fails.
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
    ln -s lib "$modules/node_modules/alias"
  '';
  postFixup = ''
    test "$dontCheckForBrokenSymlinks" = 1
  '';
}
