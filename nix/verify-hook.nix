# verifyNodeModulesHook: `nix-node-modules verify` in the place of nixpkgs' check of symlinks.
# Its variables are described in ./verify-hook.sh.
{
  lib,
  callPackage,
  makeSetupHook,
  nix-node-modules ? callPackage ./package.nix { },
}:
makeSetupHook {
  name = "verify-node-modules-hook";
  substitutions.nixNodeModules = lib.getExe nix-node-modules;
} ./verify-hook.sh
