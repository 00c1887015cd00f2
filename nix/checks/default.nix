# Every check of the flake for one system.
{
  pkgs,
  nix-node-modules,
  nodeModulesExportHook,
  verifyNodeModulesHook,
}:
let
  inherit (pkgs) lib;
  callPackage =
    path: extra:
    pkgs.callPackage path (
      builtins.intersectAttrs (builtins.functionArgs (import path)) {
        inherit nix-node-modules nodeModulesExportHook verifyNodeModulesHook;
        mkNodeModules = pkgs.callPackage ../mk-node-modules.nix { inherit nix-node-modules; };
        fixture = import ./fixture.nix;
      }
      // extra
    );

  exports = {
    pnpm-workspace-node-modules-closure = callPackage ./closure.nix { };
    pnpm-workspace-node-modules-strip = callPackage ./strip.nix { };
    pnpm-workspace-node-modules-allow-broken = callPackage ./allow-broken.nix { };
    node-modules-export-hook = callPackage ./hook.nix { };
    node-modules-export-hook-allow-broken = callPackage ./hook-allow-broken.nix { };
    verify-node-modules-hook = callPackage ./verify-hook.nix { };
    project-names = callPackage ./project-names.nix { };
    pnpm-workspace-node-modules-inline = callPackage ./inline.nix { };
  };
in
exports
// {
  inherit nix-node-modules;
  pnpm-workspace-node-modules-prefix-regression = callPackage ./prefix-regression.nix { };
  build-references = callPackage ./build-references.nix {
    trees = lib.concatMap (package: map (output: package.${output}) package.outputs) (
      lib.attrValues exports
      ++ [
        nix-node-modules
        nodeModulesExportHook
        verifyNodeModulesHook
      ]
    );
  };
  option-table = callPackage ./option-table.nix { };
}
// lib.optionalAttrs (lib ? evalModules) {
  module-tests = callPackage ./module-tests.nix { };
}
// lib.optionalAttrs (pkgs ? nixfmt) {
  formatting = callPackage ./formatting.nix { };
}
