# The options of the module as a Markdown table, from their declarations alone.
{ lib }:
let
  module = import ./flake-module.nix {
    inherit lib;
    config = { };
    inputs = { };
    flake-parts-lib.mkPerSystemOption = perSystem: perSystem;
  };
  perSystem = module.options.perSystem {
    config = { };
    pkgs = { };
  };

  value =
    option: if option ? defaultText then option.defaultText.text else builtins.toJSON option.default;

  rows =
    prefix: options:
    map (name: "| `${prefix}${name}` | `${value options.${name}}` | ${options.${name}.description} |") (
      builtins.attrNames options
    );
in
lib.concatStringsSep "\n" (
  [
    "| option | default | meaning |"
    "| --- | --- | --- |"
  ]
  ++ rows "jackpkgs.nodejs." module.options.jackpkgs.nodejs
  ++ rows "perSystem.jackpkgs.nodejs." perSystem.options.jackpkgs.nodejs
  ++ rows "perSystem.jackpkgs.outputs." perSystem.options.jackpkgs.outputs
)
