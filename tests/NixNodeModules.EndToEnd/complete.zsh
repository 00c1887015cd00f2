# Usage: zsh complete.zsh LINE: types the line and a tab into an interactive zsh, and prints what that shows.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1='> '; autoload -Uz compinit; compinit -u -D; source <(nix-node-modules completion zsh)"
zpty -w shell "LISTMAX=1000; setopt no_beep auto_list no_list_ambiguous no_menu_complete; unsetopt auto_menu; stty cols 200; bindkey '^X' list-choices; print ready''now"
zpty -r shell shown '*readynow*'
zpty -w -n shell "$1"$'\C-x'
zpty -w shell $'\C-u'"print fin''ished"
zpty -r shell shown '*finished*'
print -r -- "$shown"
zpty -d shell
