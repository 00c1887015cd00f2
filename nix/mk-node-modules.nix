# lib.mkNodeModules: the node_modules of a pnpm workspace as a self-contained tree.
{
  lib,
  stdenv,
  callPackage,
  fetchPnpmDeps,
  pnpmConfigHook,
  nodejs,
  pnpm_11,
  nix-node-modules ? callPackage ./package.nix { },
}@packages:
let
  exportNodeModules = import ./export-node-modules.nix { inherit lib; };
  mkPnpmDeps = import ./pnpm-deps.nix { inherit lib fetchPnpmDeps; };
  # pnpmConfigHook installs at the top of src, so that there is no other root to name.
  exportOptions = removeAttrs (builtins.functionArgs exportNodeModules) [ "root" ];

  mkNodeModules =
    {
      # the workspace: the directory with pnpm-lock.yaml
      src,
      name ? "node_modules",
      # the pnpm store of the workspace, from fetchPnpmDeps; or its hash, and it is made here
      pnpmDeps ? null,
      pnpmDepsHash ? null,
      nodejs ? packages.nodejs,
      pnpm ? packages.pnpm_11,
      # the nix-node-modules package
      package ? nix-node-modules,
      # more arguments for mkDerivation
      derivationArgs ? { },
      # the options of ./export-node-modules.nix
      ...
    }@args:
    let
      unexpected = builtins.attrNames (
        removeAttrs args (builtins.attrNames (builtins.functionArgs mkNodeModules // exportOptions))
      );
    in
    lib.throwIf (unexpected != [ ])
      "mkNodeModules: unexpected argument ${lib.concatStringsSep ", " unexpected}; the options of the export are ${lib.concatStringsSep ", " (builtins.attrNames exportOptions)}"
      (
        stdenv.mkDerivation (
          {
            inherit name src;
            nativeBuildInputs = [
              nodejs
              pnpm
              pnpmConfigHook
            ];
            pnpmDeps =
              if pnpmDeps != null then
                pnpmDeps
              else
                mkPnpmDeps {
                  inherit src pnpm;
                  hash = pnpmDepsHash;
                  hashName = "mkNodeModules: pnpmDepsHash";
                };
            CI = true;
            dontBuild = true;
          }
          // exportNodeModules (builtins.intersectAttrs exportOptions args // { inherit package; })
          // derivationArgs
        )
      );
in
mkNodeModules
