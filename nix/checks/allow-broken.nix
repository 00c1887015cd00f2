# The escape hatch: root's node_modules as it is; it builds although a link dangles.
{ mkNodeModules, fixture }:
mkNodeModules (
  fixture
  // {
    name = "pnpm-workspace-node-modules-allow-broken";
    mode = "allow-broken";
    derivationArgs = {
      doInstallCheck = true;
      installCheckPhase = ''
        source ${./assertions.sh}
        that linkIsThere "$out"
        notThat linkResolves "$out"
        notThat nothingDangles "$out"
      '';
    };
  }
)
