using System.CommandLine;
using System.Globalization;
using System.Text;
using NixNodeModules.Cli;

namespace NixNodeModules.Tests.Cli;

/// <summary>The manual page, made from the commands, options and examples that help is made from (man(7)).</summary>
internal static class ManPage
{
    /// <summary>The page of a command line, as roff.</summary>
    public static string Of(RootCommand root)
    {
        var page = new StringBuilder();
        page.AppendLine(".TH NIX-NODE-MODULES 1 \"\" \"nix-node-modules\" \"User Commands\"");
        page.AppendLine(".SH NAME")
            .AppendLine("nix\\-node\\-modules \\- self\\-contained trees of installed JavaScript workspaces");
        page.AppendLine(".SH SYNOPSIS");
        foreach (var command in root.Subcommands)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $".B nix\\-node\\-modules {Text(command.Name)}");
            page.AppendLine(CultureInfo.InvariantCulture, $".RI {Operands(command)}");
            page.Append(command == root.Subcommands[^1] ? "" : ".br\n");
        }

        page.AppendLine(".SH DESCRIPTION").AppendLine(Text(root.Description!));
        foreach (var command in root.Subcommands)
        {
            Write(page, command);
        }

        WriteEnd(page);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static string Operands(Command command) =>
        string.Join(
            ' ',
            command
                .Arguments.Select(argument => Text(argument.Name))
                .Concat(
                    command.Subcommands.Count > 0 ? [string.Join('|', command.Subcommands.Select(one => Text(one.Name)))] : []
                )
                .Concat(command.Options.Count > 0 ? ["\" [options]\""] : [])
        );

    private static void Write(StringBuilder page, Command command)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $".SH {Text(command.Name).ToUpperInvariant()}");
        page.AppendLine(Text(command.Description!));
        foreach (var one in command.Arguments)
        {
            Tag(page, $".I {Text(one.Name)}", one.Description!);
        }

        foreach (var one in command.Options)
        {
            Tag(
                page,
                $".BR {Text(one.Name)} {(one.HelpName is { } name ? $"\" \\fI{Text(name)}\\fR\"" : "")}".TrimEnd(),
                WithDefault(one)
            );
        }

        foreach (var one in command.Subcommands)
        {
            Tag(page, $".B {Text(one.Name)}", one.Description!);
        }

        page.AppendLine(".SS Examples");
        var isFirst = true;
        foreach (var example in HelpWithExamples.Of(command.Name))
        {
            page.Append(isFirst ? "" : ".PP\n");
            isFirst = false;
            page.AppendLine(Text(example.Task));
            page.AppendLine(".PP").AppendLine(".RS 4").AppendLine(".nf").AppendLine(Text(example.Line));
            page.AppendLine(".fi").AppendLine(".RE");
        }
    }

    // As help has it, behind the description or below its list of words.
    private static string WithDefault(Option option)
    {
        var description = option.Description!.Trim();
        return option is { HasDefaultValue: true } && option.GetDefaultValue() is { } value and not (bool or Array)
            ? $"{description}{(description.Contains('\n', StringComparison.Ordinal) ? '\n' : ' ')}[default: {value}]"
            : description;
    }

    // The words of an option stand below its description, a line each.
    private static void Tag(StringBuilder page, string tag, string description)
    {
        page.AppendLine(".TP").AppendLine(tag);
        foreach (var (line, index) in description.Trim().Split('\n').Select((line, index) => (line.Trim(), index)))
        {
            page.Append(index > 0 ? ".br\n" : "").AppendLine(Text(line));
        }
    }

    private static void WriteEnd(StringBuilder page)
    {
        page.AppendLine(".SH EXIT STATUS");
        foreach (
            var (code, meaning) in ((ExitCode, string)[])
                [
                    (ExitCode.Done, "Done."),
                    (ExitCode.Failed, "The environment failed: I/O, a full disk, permissions."),
                    (ExitCode.Usage, "The command line is wrong, or the output is refused."),
                    (ExitCode.Refused, "The source is refused, or there are findings."),
                    (ExitCode.SourceChanged, "The source changed while it was being read."),
                ]
        )
        {
            Tag(page, string.Create(CultureInfo.InvariantCulture, $".B {(int)code}"), meaning);
        }

        Tag(page, ".B 128 + n", "Ended by signal n.");
        page.AppendLine(".SH ENVIRONMENT");
        Tag(page, ".B NO_COLOR", "Set: no colours.");
        Tag(page, ".B CLICOLOR", "0: no colours.");
        Tag(page, ".B CLICOLOR_FORCE", "Set and not 0: colours also where the output is no terminal.");
    }

    // A hyphen that is to be typed, a backslash, and a dot or quote that would begin a request.
    private static string Text(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped is ['.' or '\'', ..] ? $"\\&{escaped}" : escaped;
    }
}
