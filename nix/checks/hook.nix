# nodeModulesExportHook in a derivation with structured attributes, two outputs, and an
# install of its own in front: the tree goes where it is told, the hooks around it run.
{
  stdenv,
  nodejs,
  pnpm_11,
  pnpmConfigHook,
  mkNodeModules,
  nodeModulesExportHook,
  fixture,
}:
stdenv.mkDerivation {
  name = "node-modules-export-hook-test";
  inherit (fixture) src;
  inherit (mkNodeModules fixture) pnpmDeps;

  __structuredAttrs = true;
  outputs = [
    "out"
    "modules"
  ];
  nativeBuildInputs = [
    nodejs
    pnpm_11
    pnpmConfigHook
    nodeModulesExportHook
  ];
  nodeModulesExportOutput = "modules";
  nodeModulesExportPath = "share/app";
  nodeModulesExportFlags = [
    "--jobs"
    "1"
  ];

  preInstall = ''
    mkdir -p "$out"
    echo before > "$out/order"
  '';
  postInstall = ''
    test -e "$modules/share/app/node_modules"
    echo after >> "$out/order"
  '';

  doInstallCheck = true;
  installCheckPhase = ''
    source ${./assertions.sh}
    that linkResolves "$modules/share/app"
    that nothingDangles "$modules"
    that appRuns "$modules/share/app"
    test "$(echo $(<"$out/order"))" = "before after"
  '';
}
