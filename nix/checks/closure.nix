# The default: the workspace link is kept, leads to the package, and the app runs.
# The tree also passes nixpkgs' own check of symlinks, which is on.
{ mkNodeModules, fixture }:
mkNodeModules (
  fixture
  // {
    name = "pnpm-workspace-node-modules-closure";
    derivationArgs = {
      doInstallCheck = true;
      installCheckPhase = ''
        source ${./assertions.sh}
        that linkIsThere "$out"
        that linkResolves "$out"
        that nothingDangles "$out"
        that appRuns "$out"
      '';
    };
  }
)
