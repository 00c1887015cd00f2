# A small stand-in for nixpkgs, for machines where nixpkgs cannot be fetched and
# no binary cache is reached. It is given to the flake above it in place of its
# input:
#
#   nix flake check --override-input nixpkgs path:./tests/nix/nixpkgs
#
# It models
#   - stdenv.mkDerivation: phases, hooks, setup hooks, concatTo, several outputs,
#     __structuredAttrs, overrideAttrs; a fixup that moves man, doc and info to
#     share and sbin to bin, and then checks symlinks by nixpkgs' rules (dangling,
#     reflexive, into the build directory; links that leave the store are let be),
#     and honours dontCheckForBrokenSymlinks;
#   - fetchPnpmDeps and pnpmConfigHook around the real pnpm: every tarball of the
#     lockfile is a fixed-output derivation checked by the lockfile's integrity,
#     the install is offline, frozen, with scripts ignored;
#   - buildDotnetModule around the machine's .NET SDK, with a check that deps.json
#     lists exactly what was restored, with the hashes of the packages as restored;
#   - as much of lib as the flake itself uses.
#
# It does not model
#   - purity: programs come from the machine's PATH (bash, coreutils, node, npm,
#     dotnet, a C toolchain), so builds need `sandbox = false`;
#   - the hash given to fetchPnpmDeps: that hash is of a store made by the pnpm of
#     nixpkgs. Here `pnpm_11` is pnpm 10, which runs on the Node of the machine;
#   - the module system (lib.evalModules), nixfmt, strip, patchelf, patchShebangs,
#     cross compilation, meta checks, and everything else in nixpkgs.
{
  description = "A stand-in for nixpkgs that builds with the programs of the machine";

  outputs =
    { self }:
    let
      lib = import ./lib.nix;
    in
    {
      inherit lib;
      legacyPackages = lib.genAttrs [
        "x86_64-linux"
        "aarch64-linux"
      ] (system: import ./pkgs.nix { inherit lib system; });
    };
}
