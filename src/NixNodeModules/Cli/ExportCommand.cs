using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NixNodeModules.Hash;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>The command <c>export</c>: its options and how they are read.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Root = new("--root")
    {
        HelpName = "DIR",
        Description = "The workspace root: the directory with the installed node_modules.",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<string> Out = new("--out")
    {
        HelpName = "DIR",
        Description = "The tree to make. It must not exist, or be an empty directory.",
        Required = true,
    };

    private static readonly ChoiceOption<ExportMode> Mode = new(
        "--mode",
        "What becomes of links into the workspace's own packages.",
        new(
            Names.Of(ExportMode.MaterializeWorkspace),
            ExportMode.MaterializeWorkspace,
            "they stay, and what they need is copied to the same place in the output"
        ),
        new(
            Names.Of(ExportMode.InlineWorkspace),
            ExportMode.InlineWorkspace,
            "packages stand in node_modules in place of links, so that node_modules alone is enough"
        ),
        new(
            Names.Of(ExportMode.StripWorkspace),
            ExportMode.StripWorkspace,
            "every link that does not lead into a node_modules of the output goes"
        ),
        new(Names.Of(ExportMode.AllowBroken), ExportMode.AllowBroken, "the root's node_modules as it is, whatever dangles")
    );

    private static readonly Option<string[]> Focus = new("--focus")
    {
        HelpName = "PROJECT",
        Description = "Only this project, by its package name or its path, and what its links reach; may be given several times.",
    };

    private static readonly ChoiceOption<ExternalPolicy> External = new(
        "--external",
        "What becomes of links that lead outside the root, in the modes that bring packages.",
        new(Names.Of(ExternalPolicy.Refuse), ExternalPolicy.Refuse, "the export is refused"),
        new(Names.Of(ExternalPolicy.Keep), ExternalPolicy.Keep, "they stay as they are")
    );

    private static readonly ChoiceOption<DanglingPolicy> Dangling = new(
        "--dangling",
        "What becomes of links that lead nowhere in the source already, in the modes that bring packages.",
        new(Names.Of(DanglingPolicy.Refuse), DanglingPolicy.Refuse, "the export is refused"),
        new(Names.Of(DanglingPolicy.Drop), DanglingPolicy.Drop, "they are left out"),
        new(Names.Of(DanglingPolicy.Keep), DanglingPolicy.Keep, "they stay as they are")
    );

    private static readonly ChoiceOption<StateFilePolicy> StateFiles = new(
        "--state-files",
        "What becomes of package managers' state files with clocks and absolute paths in them, and of node_modules/.cache.",
        new(Names.Of(StateFilePolicy.Drop), StateFilePolicy.Drop, "they are left out, but with allow-broken"),
        new(Names.Of(StateFilePolicy.Keep), StateFilePolicy.Keep, "they stay as they are")
    );

    private static readonly ChoiceOption<TimePolicy> Mtime = new(
        "--mtime",
        "Modification times of files, directories and links of the output.",
        new("preserve", TimePolicy.Preserve, "those of the source"),
        new("epoch", TimePolicy.Epoch, "SOURCE_DATE_EPOCH for all (seconds since 1970; 1 where it is not set)")
    );

    private static readonly Option<string?> ExpectHash = new("--expect-hash")
    {
        HelpName = "HASH",
        Description = "Fail, with no output, unless it has this hash: sha256-…, as a report and nix hash path tell it.",
        Validators = { RefuseOtherHashes },
    };

    private static readonly Option<bool> ForbidSourcePath = new("--forbid-source-path")
    {
        Description = "Fail, with no output, where a file or link of it names the path of the workspace root.",
    };

    private static readonly Option<bool> Replace = new("--replace")
    {
        Description = "Swap the finished tree in where --out is a directory with something in it.",
    };

    private static readonly Option<int?> Jobs = new("--jobs")
    {
        HelpName = "N",
        Description = "Worker threads, 1 to 1024; the output does not depend on it. [default: as many as processors]",
        CustomParser = ReadJobs,
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Do everything but the writing." };

    private static readonly ChoiceOption<ReportFormat> Format = new(
        "--format",
        "The report on standard output.",
        new("text", ReportFormat.Text, "for people"),
        new("json", ReportFormat.Json, "for programs; docs/report.md describes it")
    );

    private static readonly Option<string?> Report = new("--report")
    {
        HelpName = "FILE",
        Description = "Write the JSON report to a file besides.",
    };

    private static readonly ChoiceOption<ProgressDisplay> Progress = new(
        "--progress",
        "Progress on standard error.",
        new("auto", ProgressDisplay.Auto, "a live line on a terminal, nothing in a log"),
        new("always", ProgressDisplay.Always, "also where standard error is no terminal, a line a second"),
        new("never", ProgressDisplay.Never, "nothing")
    );

    /// <summary>The command; its action gives the exit code.</summary>
    public static Command Make()
    {
        var command = new Command("export", "Make a self-contained tree from an installed workspace.")
        {
            Root,
            Out,
            Mode,
            Focus,
            External,
            Dangling,
            StateFiles,
            Mtime,
            ExpectHash,
            ForbidSourcePath,
            Replace,
            Jobs,
            DryRun,
            Format,
            Report,
            Progress,
        };
        command.Validators.Add(result =>
        {
            foreach (var option in (Option[])[ExpectHash, ForbidSourcePath])
            {
                if (result.GetResult(option) is { Implicit: false } && result.GetResult(DryRun) is { Implicit: false })
                {
                    result.AddError($"{option.Name} cannot be given with --dry-run: it looks at the finished output.");
                }
            }
        });
        command.SetAction(parsed => (int)Export.Run(Read(parsed)));
        return command;
    }

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

    private static void RefuseOtherHashes(OptionResult result)
    {
        const string Start = "sha256-";
        var given = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        Span<byte> digest = stackalloc byte[Sha256.DigestSize + 1];
        if (
            !given.StartsWith(Start, StringComparison.Ordinal)
            || !Convert.TryFromBase64String(given[Start.Length..], digest, out var length)
            || length != Sha256.DigestSize
        )
        {
            result.AddError(
                $"--expect-hash cannot be '{given}'; it is sha256- and 44 characters of base64, as a report of --mtime epoch tells it."
            );
        }
    }

    private static ExportOptions Read(ParseResult parsed) =>
        new()
        {
            Root = BytePath.FromArgument(parsed.GetRequiredValue(Root)),
            Out = BytePath.FromArgument(parsed.GetRequiredValue(Out)),
            Mode = Mode.Read(parsed),
            Focus = parsed.GetValue(Focus) ?? [],
            External = External.Read(parsed),
            Dangling = Dangling.Read(parsed),
            StateFiles = StateFiles.Read(parsed),
            Mtime = Mtime.Read(parsed),
            ExpectHash = parsed.GetValue(ExpectHash),
            ForbidSourcePath = parsed.GetRequiredValue(ForbidSourcePath),
            Replace = parsed.GetRequiredValue(Replace),
            Jobs = parsed.GetValue(Jobs) ?? Environment.ProcessorCount,
            DryRun = parsed.GetRequiredValue(DryRun),
            Format = Format.Read(parsed),
            Report = parsed.GetValue(Report),
            Progress = Progress.Read(parsed),
        };
}
