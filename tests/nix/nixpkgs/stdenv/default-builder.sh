# shellcheck shell=bash
export PATH=/usr/local/bin:/usr/bin:/bin
# shellcheck disable=SC1090,SC1091 # both are only known to the build
if [[ -n ${NIX_ATTRS_SH_FILE-} ]]; then source "$NIX_ATTRS_SH_FILE"; fi
# shellcheck disable=SC1090,SC2154
source "$setup"
genericBuild
