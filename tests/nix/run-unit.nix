# The tests of ./unit.nix without nix-unit: { passed, failed }, failed with a line for each.
{
  lib,
  flakeParts ? null,
}:
let
  tests = import ./unit.nix { inherit lib flakeParts; };
  names = builtins.attrNames tests;
  passes = name: tests.${name}.expr == tests.${name}.expected;
  line =
    name:
    "${name}: expected ${builtins.toJSON tests.${name}.expected}, got ${
      builtins.toJSON tests.${name}.expr
    }";
in
{
  passed = builtins.length (builtins.filter passes names);
  failed = map line (builtins.filter (name: !passes name) names);
}
