# Usage: fish complete.fish LINE: what fish offers where the line is typed so far.
nix-node-modules completion fish | source
complete -C $argv[1] | string split -f1 \t
exit 0
