# shellcheck shell=bash
# Phases, hooks and fixup in the shape that nixpkgs' stdenv gives them. Attributes
# of the derivation arrive as variables, so most names here are set elsewhere.
# shellcheck disable=SC2154

set -eo pipefail
shopt -s inherit_errexit nullglob

export HOME=/homeless-shelter TZ=UTC LC_ALL=C.UTF-8
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315532800}

# With __structuredAttrs outputs is a map from names to paths, otherwise each
# output is a variable of the environment.
if [[ -n ${__structuredAttrs-} ]]; then
  for _output in "${!outputs[@]}"; do
    export "$_output=${outputs[$_output]}"
  done
fi

getAllOutputNames() {
  if [[ -n ${__structuredAttrs-} ]]; then echo "${!outputs[@]}"; else echo "$outputs"; fi
}

# concatTo array variable...: adds the words of each variable, be it an array or a string.
concatTo() {
  local -n _target=$1
  local _name _all
  local -a _words
  for _name in "${@:2}"; do
    if [[ $(declare -p "$_name" 2> /dev/null) == "declare -a"* ]]; then
      _all="${_name}[@]"
      _target+=("${!_all}")
    elif [[ -n ${!_name-} ]]; then
      read -r -d '' -a _words <<< "${!_name}" || true
      _target+=("${_words[@]}")
    fi
  done
}

# substitute pattern replacement file
substitute() {
  local content
  content=$(<"$3")
  printf '%s\n' "${content//"$1"/"$2"}" > "$3"
}

# Runs the function or evaluates the variable of that name, then every entry of <name>Hooks.
runHook() {
  local _hook _all="${1}Hooks[@]"
  _run "$1"
  for _hook in "${!_all}"; do _run "$_hook"; done
}

_run() {
  if declare -F "$1" > /dev/null; then
    "$1"
  elif [[ $1 =~ ^[A-Za-z_][A-Za-z_0-9]*$ ]]; then
    eval "${!1-}"
  else
    eval "$1"
  fi
}

_addInput() {
  local input=$1 propagated
  if [[ " ${_seen-} " == *" $input "* ]]; then return; fi
  _seen+=" $input"
  if [[ -d $input/bin ]]; then PATH=$input/bin:$PATH; fi
  if [[ -f $input/nix-support/propagated-build-inputs ]]; then
    for propagated in $(<"$input/nix-support/propagated-build-inputs"); do _addInput "$propagated"; done
  fi
  # shellcheck disable=SC1091 # made by makeSetupHook
  if [[ -f $input/nix-support/setup-hook ]]; then source "$input/nix-support/setup-hook"; fi
}

unpackPhase() {
  runHook preUnpack
  sourceRoot=source
  cp -r --no-preserve=ownership "$src" "$sourceRoot"
  chmod -R u+w "$sourceRoot"
  runHook postUnpack
  cd "$sourceRoot"
}
patchPhase() { runHook prePatch; runHook postPatch; }
configurePhase() { runHook preConfigure; runHook postConfigure; }
buildPhase() { runHook preBuild; runHook postBuild; }
checkPhase() { runHook preCheck; runHook postCheck; }
installPhase() { runHook preInstall; runHook postInstall; }
installCheckPhase() { runHook preInstallCheck; runHook postInstallCheck; }

fixupPhase() {
  runHook preFixup
  runHook postFixup
}

preFixupHooks+=(_moveToShare)
_moveToShare() {
  local -a directories=()
  concatTo directories forceShare
  # A blank string counts as given, and names nothing.
  if [[ -z ${forceShare-} ]]; then directories=(man doc info); fi
  local directory
  for directory in "${directories[@]}"; do
    if [[ -d $out/$directory ]]; then
      mkdir -p "$out/share"
      mv "$out/$directory" "$out/share/"
    fi
  done
}

preFixupHooks+=(_moveSbin)
_moveSbin() {
  if [[ ${dontMoveSbin-} == 1 || ! -d $out/sbin || -L $out/sbin ]]; then return; fi
  mkdir -p "$out/bin"
  mv "$out"/sbin/* "$out/bin/"
  rmdir "$out/sbin"
  ln -s bin "$out/sbin"
}

postFixupHooks+=(_noBrokenSymlinksInAllOutputs)
_noBrokenSymlinksInAllOutputs() {
  local output
  if [[ -n ${dontCheckForBrokenSymlinks-} ]]; then return; fi
  for output in $(getAllOutputNames); do noBrokenSymlinks "${!output}"; done
}

# Ends the build if a link of the tree is dangling, points to itself or into the
# build directory. A link to a place outside the store is no concern of it.
noBrokenSymlinks() {
  local link target reason broken=0
  while IFS= read -r -d '' link; do
    target=$(readlink "$link")
    if [[ $target != /* ]]; then target=$(realpath -sm "${link%/*}/$target"); fi
    reason=
    if [[ $target == "$TMPDIR"/* ]]; then
      reason="points into the build directory"
    elif [[ $target != "$NIX_STORE"/* ]]; then
      continue
    elif [[ $target == "$link" ]]; then
      reason="is reflexive"
    elif [[ ! -e $target ]]; then
      reason="points to a missing target"
    fi
    if [[ -n $reason ]]; then
      echo "ERROR: noBrokenSymlinks: the symlink $link $reason: $target" >&2
      broken=$((broken + 1))
    fi
  done < <(find "$1" -type l -print0)
  if ((broken > 0)); then
    echo "ERROR: noBrokenSymlinks: found $broken broken symlinks" >&2
    exit 1
  fi
}

# runPhase name, unless dont<Name> is set. An attribute of the phase's name takes
# the place of the function: text, or the name of a function that a hook put there.
runPhase() {
  local phase=$1
  local off=$2
  if [[ -n ${off:+${!off-}} ]]; then return; fi
  if [[ $phase == checkPhase && -z ${doCheck-} ]]; then return; fi
  if [[ $phase == installCheckPhase && -z ${doInstallCheck-} ]]; then return; fi
  if [[ -n ${!phase-} ]]; then eval "${!phase}"; else "$phase"; fi
}

genericBuild() {
  local input
  local -a inputs=()
  concatTo inputs buildInputs nativeBuildInputs
  for input in "${inputs[@]}"; do _addInput "$input"; done
  export PATH
  runPhase unpackPhase dontUnpack
  runPhase patchPhase dontPatch
  runPhase configurePhase dontConfigure
  runPhase buildPhase dontBuild
  runPhase checkPhase ""
  runPhase installPhase dontInstall
  runPhase fixupPhase dontFixup
  runPhase installCheckPhase ""
}
