# makeSetupHook: a script that is sourced by the derivations it is an input of.
{ lib, runCommand }:
{
  name,
  propagatedBuildInputs ? [ ],
  substitutions ? { },
  passthru ? { },
  meta ? { },
}:
script:
runCommand name { inherit passthru meta; } ''
  mkdir -p "$out/nix-support"
  cp ${script} "$out/nix-support/setup-hook"
  chmod +w "$out/nix-support/setup-hook"
  printf '%s\n' ${toString propagatedBuildInputs} > "$out/nix-support/propagated-build-inputs"
  ${lib.concatStringsSep "\n" (
    lib.mapAttrsToList (name: value: ''
      substitute @${name}@ ${lib.escapeShellArg value} "$out/nix-support/setup-hook"
    '') substitutions
  )}
''
