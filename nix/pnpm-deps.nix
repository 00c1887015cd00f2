# The pnpm store of a workspace, as fetchPnpmDeps makes it for pnpm 11.
{ lib, fetchPnpmDeps }:
{
  # the workspace: the directory with pnpm-lock.yaml
  src,
  # hash of the store; null: told how to get it, "": Nix builds and tells the hash
  hash,
  pnpm,
  # shell commands before the install that fills the store
  prePnpmInstall ? "",
  # the option or argument that the hash is given by, and the command that tells it
  hashName ? "pnpmDepsHash",
  hashCommand ? "nix build",
}:
let
  told = "run `${hashCommand}`: it fails with \"got: sha256-…\", which is the hash to set";
in
lib.throwIf (hash == null) "${hashName} is missing: set it to \"\" and ${told}" (
  lib.warnIf (hash == "") "${hashName} is empty: ${told}" (fetchPnpmDeps {
    pname = "pnpm";
    fetcherVersion = 4;
    inherit
      src
      hash
      pnpm
      prePnpmInstall
      ;
  })
)
