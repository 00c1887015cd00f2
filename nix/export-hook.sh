# shellcheck shell=bash
# Exports the installed workspace as the install phase, unless the derivation has one
# of its own; that one may call nodeModulesExport where it wants the tree.
#
#   nodeModulesExportRoot    the workspace root; default $pnpmRoot or $npmRoot, else "."
#   nodeModulesExportMode    what becomes of workspace links; default materialize-workspace
#   nodeModulesExportFlags   further options of `nix-node-modules export`, a list
#   nodeModulesExportOutput  the output that gets the tree; default "out"
#   nodeModulesExportPath    where in that output; default its top
#   dontNodeModulesExport    set: the hook does nothing by itself
#
# shellcheck disable=SC2034 # what looks unused is read by fixup

nodeModulesExport() {
  local root=${nodeModulesExportRoot:-${pnpmRoot:-${npmRoot:-.}}}
  local mode=${nodeModulesExportMode:-materialize-workspace}
  local output=${nodeModulesExportOutput:-out}
  local -a flags=()
  concatTo flags nodeModulesExportFlags

  local destination=${!output}${nodeModulesExportPath:+/$nodeModulesExportPath}
  mkdir -p "$(dirname "$destination")"
  echo "exporting node_modules to $destination"
  @nixNodeModules@ export --mode "$mode" --root "$root" "${flags[@]}" --out "$destination"

  # The escape hatch, and no other mode, takes nixpkgs' check of symlinks with it.
  if [[ $mode == allow-broken ]]; then dontCheckForBrokenSymlinks=1; fi

  # At the top of $out directories with names like doc or sbin are projects that links
  # point to; fixup would move them. "Nothing" has to be spelled out for forceShare.
  if [[ $destination == "${out-}" ]]; then
    forceShare=(node_modules/.nothing)
    dontMoveSbin=1 dontMoveLib64=1 dontMoveSystemdUserUnits=1 dontPruneLibtoolFiles=1
  fi
  dontStrip=${dontStrip-1} dontPatchELF=${dontPatchELF-1}
}

nodeModulesExportPhase() {
  runHook preInstall
  nodeModulesExport
  runHook postInstall
}

if [[ -z ${dontNodeModulesExport-} && -z ${installPhase-} ]]; then
  installPhase=nodeModulesExportPhase
fi
