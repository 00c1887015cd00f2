using System.CommandLine;
using System.CommandLine.Help;

namespace NixNodeModules.Cli;

/// <summary>All commands, with help that ends in examples. The manual page is made from the same (tests/NixNodeModules.Tests/Cli).</summary>
internal static class CommandLine
{
    /// <summary>The program's name, as people type it.</summary>
    public const string Name = "nix-node-modules";

    /// <summary>The root command.</summary>
    public static RootCommand Make()
    {
        var root = new RootCommand(
            "Turn an installed JavaScript workspace into a self-contained tree, for Nix builds and Docker images."
        )
        {
            ExportCommand.Make(),
            VerifyCommand.Make(),
            InspectCommand.Make(),
            WhyCommand.Make(),
            CompletionCommand.Make(),
        };

        // Without its names /h and /?, which are paths here.
        root.Options.Remove(root.Options.First(option => option is HelpOption));
        root.Options.Add(new HelpOption("--help", "-h", "-?") { Action = new HelpWithExamples(new HelpAction()) });
        return root;
    }
}
