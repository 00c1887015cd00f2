using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace NixNodeModules.Cli;

/// <summary>One thing that people do with a command, and how.</summary>
internal sealed record Example(string Task, string Line);

/// <summary>The usual help, and behind it what people do with the command.</summary>
internal sealed class HelpWithExamples(HelpAction plain) : SynchronousCommandLineAction
{
    /// <summary>Help is for those who do not know the rest of the command line yet.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = plain.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var examples = Of(parseResult.CommandResult.Command.Name);
        if (examples.Length > 0)
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example.Task}\n    {example.Line}");
            }

            output.WriteLine();
        }

        return code;
    }

    /// <summary>The examples of a command.</summary>
    public static Example[] Of(string command) =>
        command switch
        {
            "export" =>
            [
                new("A copy of the workspace that stands by itself:", "nix-node-modules export --out ../out"),
                new(
                    "One app for a Docker image, node_modules and the app beside it:",
                    "nix-node-modules export --mode inline-workspace --focus @repo/api --out /out"
                ),
                new("What would be brought, and why:", "nix-node-modules export --out ../out --dry-run --verbose"),
                new(
                    "The tree of a build that brings the packages itself:",
                    "nix-node-modules export --mode strip-workspace --out \"$out\""
                ),
            ],
            "verify" =>
            [
                new("Does anything lead nowhere or outside?", "nix-node-modules verify ../out"),
                new("Does each package find what it depends on?", "nix-node-modules verify ../out --dependencies"),
                new(
                    "In a Nix build, where links into the store are right:",
                    "nix-node-modules verify \"$out\" --allow /nix/store"
                ),
                new(
                    "Does a file still name the directory that it was built in?",
                    "nix-node-modules verify ../out --forbid \"$PWD\""
                ),
                new("Annotations in a GitHub workflow:", "nix-node-modules verify out --format github"),
            ],
            "inspect" =>
            [
                new("What is in here, and what would an export be?", "nix-node-modules inspect"),
                new("The same as a page to look around in:", "nix-node-modules inspect --format html --output report.html"),
                new("A picture of the projects:", "nix-node-modules inspect --format dot | dot -Tsvg > projects.svg"),
            ],
            "why" =>
            [
                new("Which project brings this package in?", "nix-node-modules why left-pad"),
                new("Is any of these there without devDependencies?", "nix-node-modules why '@types/*' --prod"),
                new("What is this directory for?", "nix-node-modules why node_modules/.pnpm/ms@2.1.3"),
            ],
            "completion" =>
            [
                new("For bash, in ~/.bashrc:", "source <(nix-node-modules completion bash)"),
                new("For zsh, behind compinit in ~/.zshrc:", "source <(nix-node-modules completion zsh)"),
                new("For fish:", "nix-node-modules completion fish > ~/.config/fish/completions/nix-node-modules.fish"),
            ],
            _ => [],
        };
}
