# No output names the directory that it was built in.
{
  runCommand,
  nix-node-modules,
  outputs,
}:
runCommand "build-references" { inherit outputs; } ''
  # State files of the package manager hold the directory by their nature; the tool
  # leaves them out from the version on that has an option for it.
  except=()
  if ! ${nix-node-modules}/bin/nix-node-modules export --help | grep -q -- --state-files; then
    except=(--exclude=.modules.yaml '--exclude=.pnpm-workspace-state*.json')
  fi
  for output in $outputs; do
    if grep -rlF "''${except[@]}" -e "$NIX_BUILD_TOP" -e /build/source "$output"; then
      echo "these files of $output name a build directory" >&2
      exit 1
    fi
  done
  touch "$out"
''
