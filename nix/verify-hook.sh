# shellcheck shell=bash
# Checks every output after fixup, in the place of nixpkgs' noBrokenSymlinks, which it goes
# beyond: circles, links out of the output that do not lead into the store, absolute links
# into the build directory, packages of which only node_modules is left,
# declared dependencies that no node_modules has.
#
#   nodeModulesToVerify      directories to check, a list; default all outputs
#   nodeModulesVerifyFlags   further options of `nix-node-modules verify`, a list
#   dontVerifyNodeModulesDependencies
#                            set: packages need not find the dependencies that they declare
#   dontVerifyNodeModules    set: the hook does nothing, and nixpkgs' check is on again

verifyNodeModules() {
  local -a flags=() trees=()
  local output tree
  if [[ -z ${dontVerifyNodeModulesDependencies-} ]]; then flags+=(--dependencies); fi
  concatTo flags nodeModulesVerifyFlags
  concatTo trees nodeModulesToVerify
  if ((${#trees[@]} == 0)); then
    for output in $(getAllOutputNames); do trees+=("${!output}"); done
  fi

  for tree in "${trees[@]}"; do
    # An output that is a file has no links in it, and one that is not there no trouble.
    if [[ -d $tree ]]; then
      @nixNodeModules@ verify "$tree" --allow "$NIX_STORE" --quiet "${flags[@]}"
    fi
  done
}

# Links are often made in postFixup itself, so this comes behind it, as nixpkgs' own check.
# shellcheck disable=SC2034 # read by fixup
if [[ -z ${dontVerifyNodeModules-} ]]; then
  dontCheckForBrokenSymlinks=1
  postFixupHooks+=(verifyNodeModules)
fi
