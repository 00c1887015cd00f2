# nodeModulesExportHook in a derivation with an install phase of its own, in the escape
# hatch: it builds although the tree, below bin's directory, has a dangling link.
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
  name = "node-modules-export-hook-allow-broken-test";
  inherit (fixture) src;
  inherit (mkNodeModules fixture) pnpmDeps;
  nativeBuildInputs = [
    nodejs
    pnpm_11
    pnpmConfigHook
    nodeModulesExportHook
  ];
  nodeModulesExportMode = "allow-broken";
  nodeModulesExportPath = "lib/app";

  installPhase = ''
    mkdir -p "$out/bin"
    nodeModulesExport
  '';

  doInstallCheck = true;
  installCheckPhase = ''
    source ${./assertions.sh}
    test -d "$out/bin"
    that linkIsThere "$out/lib/app"
    notThat linkResolves "$out/lib/app"
  '';
}
