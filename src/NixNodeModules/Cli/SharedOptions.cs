using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NixNodeModules.Paths;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    public static readonly Option<string> Root = new("--root")
    {
        HelpName = "DIR",
        Description = "The workspace root: the directory with the installed node_modules.",
        DefaultValueFactory = _ => ".",
    };

    public static readonly ChoiceOption<ReportFormat> Format = new(
        "--format",
        "The report on standard output.",
        new("text", ReportFormat.Text, "for people"),
        new("json", ReportFormat.Json, "for programs; docs/report.md describes it")
    );

    public static readonly Option<int?> Jobs = new("--jobs")
    {
        HelpName = "N",
        Description = "Worker threads, 1 to 1024; the output does not depend on it. [default: as many as processors]",
        CustomParser = ReadJobs,
    };

    public static readonly Option<string?> ReportFile = new("--report")
    {
        HelpName = "FILE",
        Description = "Write the JSON report to a file besides.",
    };

    public static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "Say nothing when all is well: no report on standard output, no progress; warnings and errors stay.",
    };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Give the lists of the report in full." };

    /// <summary>Gives a command these options.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Jobs);
        command.Options.Add(ReportFile);
        command.Options.Add(Quiet);
        command.Options.Add(Verbose);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Quiet) && result.GetValue(Verbose))
            {
                result.AddError("--quiet and --verbose cannot be given together.");
            }
        });
    }

    /// <summary>
    /// Answers an option that is not known where it was taken for the command's argument; <paramref name="instead"/> says how such a word is
    /// given where it is meant.
    /// </summary>
    public static void RefuseUnknownOption(Command command, Argument<string> argument, Func<string, string> instead) =>
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', _, ..] given }, ..])
            {
                var meant = Suggestion.Sentence(given, command.Options.Select(option => option.Name));
                result.AddError(
                    given == Root.Name && !command.Options.Contains(Root)
                        ? $"'{given}' is no option. {command.Name} takes the directory itself, without a word before it."
                        : $"'{given}' is no option.{meant} {instead(given)}"
                );
            }
        });

    public static BytePath ReadRoot(ParseResult parsed) => BytePath.FromArgument(parsed.GetRequiredValue(Root));

    public static int ReadJobs(ParseResult parsed) => parsed.GetValue(Jobs) ?? Environment.ProcessorCount;

    // Not a validator: that would have to read the value first, and throws for what is no number.
    private static int? ReadJobs(ArgumentResult result)
    {
        if (
            int.TryParse(result.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var jobs)
            && jobs is >= 1 and <= 1024
        )
        {
            return jobs;
        }

        result.AddError($"--jobs cannot be '{result.Tokens[^1].Value}'; it is a number of threads from 1 to 1024.");
        return null;
    }
}
