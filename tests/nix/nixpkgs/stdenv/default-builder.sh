# shellcheck shell=bash
export PATH=/usr/local/bin:/usr/bin:/bin
# The files are only known to the build.
# shellcheck disable=SC1090,SC1091,SC2034,SC2154
{
  if [[ -n ${NIX_ATTRS_SH_FILE-} ]]; then
    source "$NIX_ATTRS_SH_FILE"
    __structuredAttrs=1
  fi
  source "$setup"
}
genericBuild
