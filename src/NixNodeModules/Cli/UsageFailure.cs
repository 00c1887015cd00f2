using System.CommandLine;

namespace NixNodeModules.Cli;

/// <summary>A command line that cannot be understood (exit code 2).</summary>
internal static class UsageFailure
{
    /// <summary>Says what is wrong with it, all at once, and where help is.</summary>
    public static Failure From(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
        var known = parsed
            .CommandResult.Command.Subcommands.Select(one => one.Name)
            .Concat(parsed.CommandResult.Command.Options.Select(one => one.Name))
            .ToList();
        var meant = parsed
            .UnmatchedTokens.Select(token => Suggestion.Sentence(token, known))
            .FirstOrDefault(one => one.Length > 0);
        return new(
            ExitCode.Usage,
            string.Join(
                "\n       ",
                parsed.Errors.Select(error => Paths.Escaped.Text(error.Message)).Distinct(StringComparer.Ordinal)
            ),
            $"{meant?.TrimStart()}{(meant is null ? "" : " ")}See nix-node-modules{command} --help."
        );
    }
}
