using System.CommandLine;

namespace NixNodeModules.Cli;

/// <summary>
/// The command <c>completion</c>: scripts that let a shell ask the program for words, through System.CommandLine's suggest directive.
/// File names are the shell's own matter.
/// </summary>
internal static class CompletionCommand
{
    // ${line#* }: the words behind the command's name, up to the cursor.
    private const string Bash = """
        _nix_node_modules() {
            local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} reply
            line=${line#*[[:space:]]}
            COMPREPLY=()
            case ${COMP_WORDS[COMP_CWORD - 1]} in --root | --out | --layers | --output | --report | --allow) return ;; esac
            while IFS= read -r reply; do
                [[ $reply == "$word"* ]] || continue
                [[ ${COMP_WORDS[1]} == verify && $reply == -* && $word != -* ]] || COMPREPLY+=("$reply")
            done < <("$1" "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _nix_node_modules nix-node-modules

        """;

    private const string Zsh = """
        #compdef nix-node-modules
        _nix_node_modules() {
            local line="${(j: :)words[2,CURRENT-1]} $PREFIX" reply
            local -a replies
            line="${line# }"
            case $words[CURRENT-1] in --root|--out|--layers|--output|--report|--allow) _files; return ;; esac
            for reply in "${(@f)$("$words[1]" "[suggest:${#line}]" "$line" 2>/dev/null)}"; do
                [[ -z $reply || ( $words[2] == verify && $reply == -* && $PREFIX != -* ) ]] || replies+=("$reply")
            done
            if (( $#replies )); then compadd -a replies; else _files; fi
        }
        if [[ $funcstack[1] == _nix_node_modules ]]; then _nix_node_modules "$@"; else compdef _nix_node_modules nix-node-modules; fi

        """;

    private const string Fish = """
        function __nix_node_modules_takes_file
            set -l before (commandline -opc)
            contains -- "$before[-1]" --root --out --layers --output --report --allow
            or contains -- verify $before
        end
        function __nix_node_modules_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l line (string join -- ' ' $words[2..])
            set -l replies ($words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            if contains -- verify $words; and not string match -q -- '-*' "$words[-1]"
                set replies (string match -v -- '-*' $replies)
            end
            string join -- \n $replies
        end
        complete -c nix-node-modules -f
        complete -c nix-node-modules -n __nix_node_modules_takes_file -F
        complete -c nix-node-modules -a '(__nix_node_modules_complete)'

        """;

    /// <summary>The command, with one below it for each shell.</summary>
    public static Command Make() =>
        new("completion", "Print the script that completes words of the command line in a shell.")
        {
            Shell("bash", Bash),
            Shell("zsh", Zsh),
            Shell("fish", Fish),
        };

    private static Command Shell(string name, string script)
    {
        var command = new Command(name, $"The script for {name}.");
        command.SetAction(_ => (int)Output.Print(script));
        return command;
    }
}
