#!/usr/bin/env bash
# Usage: check-binary.sh COMMAND VERSION SHARE
# Runs the command as built on a small workspace: each mode, its refusals, what they leave behind. SHARE has its manual page and
# completions.
# Needs bash and coreutils, no Node.js and no network.
set -euo pipefail

command=$1 version=$2 share=$3
cd "$(mktemp -d)"

fail() { echo "check-binary: $*" >&2; exit 1; }

# ends_with CODE ARGUMENT...: the exit code is as documented, and without success there is no output
ends_with() {
    local wanted=$1 code=0
    rm -rf out
    "$command" "${@:2}" >report 2>&1 || code=$?
    [[ $code == "$wanted" ]] || { cat report >&2; fail "${*:2} ended with $code, not $wanted"; }
    [[ $code == 0 || -z $(find . -maxdepth 1 -name '*out*' -print -quit) ]] || fail "${*:2} left something behind"
}

[[ $("$command" --version) == "$version"* ]] || fail "--version does not tell $version"

mkdir -p workspace/node_modules/dependency workspace/packages/{app,lib}
echo '{ "workspaces": ["packages/*"] }' >workspace/package.json
echo '{ "name": "dependency" }' >workspace/node_modules/dependency/package.json
for name in app lib; do
    echo "{ \"name\": \"$name\" }" >"workspace/packages/$name/package.json"
    ln -s "../packages/$name" "workspace/node_modules/$name"
done
link=out/node_modules/lib

ends_with 0 export --root workspace --out out
[[ -L $link && -e $link/package.json ]] || fail "materialize-workspace: $link does not lead to the package"

ends_with 0 export --root workspace --out out --mode strip-workspace
[[ ! -L $link && -e out/node_modules/dependency/package.json ]] || fail "strip-workspace: more or less than $link is gone"

ends_with 0 export --root workspace --out out --mode allow-broken
[[ -L $link && ! -e $link ]] || fail "allow-broken: $link should dangle"

ends_with 2 export --root workspace --out out --mode copy
ends_with 2 export --root workspace/packages --out out

ln -s nowhere workspace/node_modules/dangling
ends_with 3 export --root workspace --out out
grep -q dangling report || fail "the refusal does not name the link"

# Nix packs manual pages with gzip.
[[ -s $(echo "$share"/man/man1/nix-node-modules.1*) ]] || fail "the manual page is not in $share"
for shell in bash:bash-completion/completions/nix-node-modules.bash zsh:zsh/site-functions/_nix-node-modules \
    fish:fish/vendor_completions.d/nix-node-modules.fish; do
    diff "$share/${shell#*:}" <("$command" completion "${shell%%:*}") || fail "${shell#*:} is not what completes in ${shell%%:*}"
done
