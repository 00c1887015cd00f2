# Usage: bash complete.bash LINE: what bash offers where the line is typed so far, as its completion calls the function.
# shellcheck shell=bash disable=SC1090
source <(nix-node-modules completion bash)
COMP_LINE=$1 COMP_POINT=${#1}
read -ra COMP_WORDS <<<"$COMP_LINE"
[[ $COMP_LINE != *' ' ]] || COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_nix_node_modules nix-node-modules
printf '%s\n' "${COMPREPLY[@]}"
# -o default: files, where the function offers nothing
[[ $(complete -p nix-node-modules) == *"-o default"* ]] || exit 1
((${#COMPREPLY[@]} > 0)) || compgen -f -- "${COMP_WORDS[COMP_CWORD]}"
