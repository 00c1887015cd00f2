final: _prev: {
  nix-node-modules = final.callPackage ./package.nix { };
  nodeModulesExportHook = final.callPackage ./export-hook.nix { };
  verifyNodeModulesHook = final.callPackage ./verify-hook.nix { };
  mkNodeModules = final.callPackage ./mk-node-modules.nix { };
}
