# No output names the directory that it was built in.
{
  runCommand,
  trees,
}:
runCommand "build-references" { inherit trees; } ''
  # where Nix builds: in the sandbox, and outside of it by its older and its newer ways
  for tree in $trees; do
    if grep -rlF -e /build/source -e /build/pnpm-workspace -e /build/nix-node-modules-source -e /nix-build- -e /var/nix/builds/ "$tree"; then
      echo "these files of $tree name a build directory" >&2
      exit 1
    fi
  done
  touch "$out"
''
