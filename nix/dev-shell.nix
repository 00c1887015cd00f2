# What the tests and scripts of the repository call.
{
  mkShell,
  dotnetCorePackages,
  lld,
  nodejs,
  jq,
  shellcheck,
  nixfmt-tree,
}:
mkShell {
  packages = [
    dotnetCorePackages.sdk_10_0
    lld
    nodejs
    jq
    shellcheck
    nixfmt-tree
  ];
}
