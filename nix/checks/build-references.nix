# No output names the directory that it was built in.
{
  runCommand,
  nix-node-modules,
  trees,
}:
runCommand "build-references" { inherit trees; } ''
  # State files of the package manager hold the directory by their nature; the tool
  # leaves them out from the version on that has an option for it.
  except=()
  if ! ${nix-node-modules}/bin/nix-node-modules export --help | grep -q -- --state-files; then
    except=(--exclude=.modules.yaml '--exclude=.pnpm-workspace-state*.json')
  fi
  # where Nix builds: in the sandbox, and outside of it by its older and its newer ways
  for tree in $trees; do
    if grep -rlF "''${except[@]}" -e /build/source -e /build/pnpm-workspace -e /build/nix-node-modules-source -e /nix-build- -e /var/nix/builds/ "$tree"; then
      echo "these files of $tree name a build directory" >&2
      exit 1
    fi
  done
  touch "$out"
''
