using System.CommandLine;
using System.CommandLine.Parsing;

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
        if (
            parsed.CommandResult.Command.Options.Contains(SharedOptions.Root)
            && parsed.UnmatchedTokens.FirstOrDefault(token =>
                token is "." or ".." || token.Contains('/', StringComparison.Ordinal) || Directory.Exists(token)
            )
                is { } directory
        )
        {
            meant ??= $"The workspace is given as '--root {Paths.Escaped.Text(directory)}'.";
        }

        if (parsed.UnmatchedTokens.Count > 0 && parsed.CommandResult.Command.Arguments is [var only])
        {
            meant ??= $"It takes one {only.Name}.";
        }

        if (parsed.CommandResult.Command.Subcommands is [_, ..] words)
        {
            meant ??= $"It takes one of: {string.Join(", ", words.Select(one => one.Name))}.";
        }

        return new(
            ExitCode.Usage,
            string.Join(
                "\n       ",
                parsed.Errors.Select(error => Paths.Escaped.Text(Text(error))).Distinct(StringComparer.Ordinal)
            ),
            $"{meant?.TrimStart()}{(meant is null ? "" : " ")}See nix-node-modules{command} --help."
        );
    }

    // The library's own sentence does not say what is missing.
    private static string Text(ParseError error) =>
        error.SymbolResult
            is ArgumentResult { Tokens.Count: 0, Parent: CommandResult, Argument: { Arity.MinimumNumberOfValues: > 0 } argument }
            ? $"{argument.Name} is missing. {argument.Description}"
            : error.Message;
}
