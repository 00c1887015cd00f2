# Projects called like directories of an installed program stay where links point to:
# fixup moves doc to share/doc, and sbin to bin, unless it is told not to.
{
  lib,
  stdenv,
  nix-node-modules,
}:
stdenv.mkDerivation (
  {
    name = "project-names-test";
    dontUnpack = true;
    # The layout of npm: every project is linked at the top of node_modules.
    buildPhase = ''
      mkdir -p node_modules doc sbin
      echo '{ "workspaces": [ "doc", "sbin" ] }' > package.json
      for project in doc sbin; do
        echo "{ \"name\": \"$project\" }" > "$project/package.json"
        ln -s "../$project" "node_modules/$project"
      done
    '';
    doInstallCheck = true;
    installCheckPhase = ''
      for project in doc sbin; do
        test -L "$out/node_modules/$project"
        test -e "$out/node_modules/$project/package.json"
        test ! -L "$out/$project"
      done
    '';
  }
  // import ../export-node-modules.nix { inherit lib; } { package = nix-node-modules; }
)
