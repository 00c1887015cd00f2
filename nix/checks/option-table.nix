# README.md and docs/nix.md list the options of the module as the module declares them.
{ lib, runCommand }:
runCommand "option-table"
  {
    table = import ../option-table.nix { inherit lib; };
    readme = lib.optionalString (builtins.pathExists ../../README.md) (
      builtins.readFile ../../README.md
    );
    manual = builtins.readFile ../../docs/nix.md;
  }
  ''
    for page in readme manual; do
      if [[ -n ''${!page} && ''${!page} != *"$table"* ]]; then
        echo "$page does not have the table of options that nix/option-table.nix makes:" >&2
        echo "$table" >&2
        exit 1
      fi
    done
    touch "$out"
  ''
