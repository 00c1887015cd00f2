# nodeModulesExportHook: the export for a derivation of any kind that has an installed
# node_modules, by pnpm, npm, Yarn or Bun. Its variables are described in ./export-hook.sh.
{
  lib,
  callPackage,
  makeSetupHook,
  nix-node-modules ? callPackage ./package.nix { },
}:
makeSetupHook {
  name = "node-modules-export-hook";
  substitutions.nixNodeModules = lib.getExe nix-node-modules;
} ./export-hook.sh
