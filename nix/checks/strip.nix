# strip-workspace: links to workspace packages are gone, links to dependencies are not.
{ mkNodeModules, fixture }:
mkNodeModules (
  fixture
  // {
    name = "pnpm-workspace-node-modules-strip";
    mode = "strip-workspace";
    derivationArgs = {
      doInstallCheck = true;
      installCheckPhase = ''
        source ${./assertions.sh}
        notThat linkIsThere "$out"
        test ! -L "$out/packages/app/node_modules/@fixture/lib"
        test ! -e "$out/packages/lib/package.json"
        test -e "$out/packages/app/node_modules/is-odd/package.json"
        test -e "$out/packages/lib/node_modules/is-number/package.json"
        that nothingDangles "$out"
      '';
    };
  }
)
