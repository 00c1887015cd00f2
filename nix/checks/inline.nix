# inline-workspace: a copy of node_modules alone is enough.
{ mkNodeModules, fixture }:
mkNodeModules (
  fixture
  // {
    name = "pnpm-workspace-node-modules-inline";
    mode = "inline-workspace";
    derivationArgs = {
      doInstallCheck = true;
      installCheckPhase = ''
        source ${./assertions.sh}
        alone=$(mktemp -d)
        cp -a "$out/node_modules" "$alone"
        that linkIsThere "$alone"
        that linkResolves "$alone"
        that nothingDangles "$alone"
        test "$(node -p 'require(process.argv[1]).sum(3, 4)' "$alone/$workspaceLink")" = 7
      '';
    };
  }
)
