# shellcheck shell=bash
# pnpmConfigHook: installs from the store that fetchPnpmDeps made.
# shellcheck disable=SC2164 # the builder ends at the first failure

pnpmConfigHook() {
  if [[ -n ${pnpmRoot-} ]]; then pushd "$pnpmRoot" > /dev/null; fi
  if [[ -z ${pnpmDeps-} ]]; then
    echo "Error: 'pnpmDeps' must be set when using pnpmConfigHook." >&2
    exit 1
  fi
  HOME=$(mktemp -d)
  STORE_PATH=$(mktemp -d)
  export HOME STORE_PATH
  cp -rT --no-preserve=mode "$pnpmDeps/store" "$STORE_PATH"

  local -a flags=()
  concatTo flags pnpmInstallFlags
  runHook prePnpmInstall
  pnpm install --offline --ignore-scripts --frozen-lockfile \
    --store-dir="$STORE_PATH" --package-import-method=clone-or-copy "${flags[@]}"

  if [[ -n ${pnpmRoot-} ]]; then popd > /dev/null; fi
}

postConfigureHooks+=(pnpmConfigHook)
