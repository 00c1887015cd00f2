# Usage: zsh complete.zsh LINE: what zsh offers where the line is typed so far. The completion system's own functions, which
# only work on a terminal, print what they are given.
compdef() { [[ "$*" == '_nix_node_modules nix-node-modules' ]] || exit 1 }
compadd() { print -l -- "${(@P)2}" }
_files() { print -l -- *(N) }
source <(nix-node-modules completion zsh)
words=(${(z)1})
[[ $1 != *' ' ]] || words+=('')
CURRENT=$#words PREFIX=$words[-1]
_nix_node_modules
