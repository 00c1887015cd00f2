# The install phase from before: `cp -a node_modules`. The statements that the closure
# check makes of the export are shown to be false of it, and nixpkgs' check to refuse it.
{ mkNodeModules, fixture }:
mkNodeModules (
  fixture
  // {
    name = "pnpm-workspace-node-modules-prefix-regression";
    derivationArgs = {
      installPhase = ''
        source ${./assertions.sh}
        mkdir "$out"
        cp -a node_modules "$out"

        that linkIsThere "$out"
        notThat linkResolves "$out"
        notThat nothingDangles "$out"
        notThat appRuns "$out"

        if (noBrokenSymlinks "$out") 2> refusal; then
          echo "noBrokenSymlinks let the old install phase pass" >&2
          exit 1
        fi
        grep -F "$out/$workspaceLink" refusal

        rm -rf "$out"
        touch "$out"
      '';
      dontFixup = true;
    };
  }
)
