# The same as ./flake-parts.nix with the real flake-parts: flakeParts is its source tree.
{ lib, flakeParts }:
let
  flake = import (flakeParts + "/flake.nix");
  outputs = flake.outputs {
    self = outputs // {
      outPath = flakeParts;
    };
    nixpkgs-lib = { inherit lib; };
  };
  system = "x86_64-linux";
in
{
  evaluate =
    {
      self,
      pkgs,
      modules,
    }:
    let
      top =
        outputs.lib.evalFlakeModule
          {
            inputs = { inherit self; };
            inherit self;
          }
          {
            systems = [ system ];
            imports = modules;
            perSystem._module.args.pkgs = pkgs;
          };
      perSystem = top.config.allSystems.${system};
    in
    {
      inherit (top) options config;
      perSystem = {
        config = perSystem;
        # flake-parts keeps the result of the evaluation, not its options.
        options = top.options.perSystem.type.getSubOptions [ ];
      };
    };
}
