# Derivations and values that must fail, each with the text that its message must hold.
# tests/nix/run asks for them one by one, with the stand-in for nixpkgs.
{ system }:
let
  lib = import ./nixpkgs/lib.nix;
  pkgs = import ./nixpkgs/pkgs.nix { inherit lib system; };
  mkNodeModules = pkgs.callPackage ../../nix/mk-node-modules.nix { inherit nix-node-modules; };
  nix-node-modules = pkgs.callPackage ../../nix/package.nix { };
  fixture = import ../../nix/checks/fixture.nix;
in
{
  unknownMode = {
    message = ''unknown mode "copy"; it is one of "materialize-workspace", "inline-workspace", "strip-workspace", "allow-broken"'';
    value = mkNodeModules (fixture // { mode = "copy"; });
  };

  unknownArgument = {
    message = "unexpected argument mdoe";
    value = mkNodeModules (fixture // { mdoe = "strip-workspace"; });
  };

  missingHash = {
    message = ''mkNodeModules: pnpmDepsHash is missing: set it to "" and run `nix build`'';
    value = mkNodeModules { inherit (fixture) src; };
  };

  # The tool's own message reaches the log of the build.
  withoutNodeModules = {
    message = "no node_modules";
    value = (mkNodeModules fixture).overrideAttrs (old: {
      nativeBuildInputs = [ pkgs.nodejs ];
    });
  };

  # What nixpkgs' check passes and its replacement does not: a circle, a skeleton.
  circleAndSkeleton = {
    message = "is not self-contained: 2 looping, 1 skeleton";
    value = pkgs.stdenv.mkDerivation {
      name = "circle-and-skeleton";
      dontUnpack = true;
      nativeBuildInputs = [
        (pkgs.callPackage ../../nix/verify-hook.nix { inherit nix-node-modules; })
      ];
      installPhase = ''
        mkdir -p "$out/node_modules" "$out/packages/lib/node_modules"
        ln -s ../packages/lib "$out/node_modules/lib"
        ln -s b "$out/a"
        ln -s a "$out/b"
      '';
    };
  };

  # One of two dependencies that no node_modules has; the other may be absent.
  missingDependency = {
    message = "is not self-contained: 1 missing";
    value = pkgs.stdenv.mkDerivation {
      name = "missing-dependency";
      dontUnpack = true;
      nativeBuildInputs = [
        (pkgs.callPackage ../../nix/verify-hook.nix { inherit nix-node-modules; })
      ];
      nodeModulesVerifyFlags = [
        "--optional"
        "may-be-absent"
      ];
      installPhase = ''
        mkdir -p "$out/node_modules/lib"
        echo '{ "dependencies": { "gone": "1", "may-be-absent": "1" } }' > "$out/node_modules/lib/package.json"
      '';
    };
  };

  # The install phase from before, refused by the check of symlinks that stays on.
  copyOfNodeModules = {
    message = "noBrokenSymlinks: found 2 broken symlinks";
    value = (mkNodeModules fixture).overrideAttrs (old: {
      installPhase = ''
        mkdir "$out"
        cp -a node_modules "$out"
      '';
    });
  };
}
