# tests/nix/unit.nix, which needs the real lib of nixpkgs, with every failure told.
{ lib, runCommand }:
let
  tests = import ../../tests/nix/unit.nix { inherit lib; };
  failed = lib.filterAttrs (_name: test: test.expr != test.expected) tests;
  report = lib.mapAttrsToList (
    name: test: "${name}: expected ${builtins.toJSON test.expected}, got ${builtins.toJSON test.expr}"
  ) failed;
in
lib.throwIf (failed != { }) (lib.concatStringsSep "\n" report) (
  runCommand "module-tests" { } ''
    echo "${toString (lib.length (lib.attrNames tests))} tests" > "$out"
  ''
)
