# As much of flake-parts as the module under test touches, for machines where the
# real one is not at hand: evaluates one module for one system.
{ lib }:
let
  flake-parts-lib.mkPerSystemOption =
    module:
    lib.mkOption {
      type = lib.types.deferredModuleWith { staticModules = [ module ]; };
    };

  # What flake-parts declares for a system and the module sets.
  systemOutputs = {
    options = lib.genAttrs [ "packages" "devShells" ] (
      _name:
      lib.mkOption {
        type = lib.types.lazyAttrsOf lib.types.package;
        default = { };
      }
    );
  };
in
{
  # { self, pkgs, modules } -> { options, config, perSystem.{ options, config } }
  evaluate =
    {
      self,
      pkgs,
      modules,
    }:
    let
      top = lib.evalModules {
        specialArgs = {
          inherit self flake-parts-lib;
          inputs = { inherit self; };
        };
        inherit modules;
      };
      perSystem = lib.evalModules {
        specialArgs = { inherit pkgs; };
        modules = [
          systemOutputs
          top.config.perSystem
        ];
      };
    in
    {
      inherit (top) options config;
      perSystem = { inherit (perSystem) options config; };
    };
}
