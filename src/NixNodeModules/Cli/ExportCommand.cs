using System.CommandLine;
using System.CommandLine.Parsing;
using NixNodeModules.Copy;
using NixNodeModules.Hash;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>The command <c>export</c>: its options and how they are read.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> Out = new("--out")
    {
        HelpName = "DIR",
        Description = "The tree to make. It must not exist, or be an empty directory.",
    };

    private static readonly Option<string?> Layers = new("--layers")
    {
        HelpName = "DIR",
        Description =
            "In place of --out: make third-party, links, workspace and app below this directory, trees that give the output when laid over each other, and layers.json, which tells of them.",
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
        Description =
            "Only this project, by its package name or path or a glob of them, and what it reaches through dependencies; may be given several times.",
    };

    private static readonly Option<bool> Prod = new("--prod") { Description = "Leave out what only devDependencies reach." };

    private static readonly Option<string[]> Omit = Choices.Describe(
        new Option<string[]>("--omit"),
        "Leave out what only dependencies of a kind reach; may be given several times.",
        new Choice<string>(ExportOptions.OmitOptional, ExportOptions.OmitOptional, "optionalDependencies"),
        new Choice<string>(ExportOptions.OmitPeer, ExportOptions.OmitPeer, "peerDependencies")
    );

    private static readonly Option<string[]> Keep = new("--keep")
    {
        HelpName = "NAME",
        Description =
            "With --focus, --prod or --omit: keep this package where one that is kept would find it, for code that requires what it does not declare; may be given several times.",
    };

    private static readonly ChoiceOption<ProjectFiles> Files = new(
        "--files",
        "What of a workspace package goes out.",
        new("all", ProjectFiles.All, "all that is in its directory"),
        new("published", ProjectFiles.Published, "what npm would publish (`files`, .npmignore); docs/files.md has the rules")
    );

    private static readonly Option<string[]> Include = new("--include")
    {
        HelpName = "GLOB",
        Description =
            "With --files published: these files of workspace packages too (gitignore syntax); may be given several times.",
    };

    private static readonly Option<string[]> Exclude = new("--exclude")
    {
        HelpName = "GLOB",
        Description = "These files of workspace packages stay behind (gitignore syntax); may be given several times.",
    };

    private static readonly ChoiceOption<ExternalPolicy> External = new(
        "--external",
        "What becomes of links that lead outside the root, in the modes that bring packages.",
        new(Names.Of(ExternalPolicy.Refuse), ExternalPolicy.Refuse, "the export is refused"),
        new(
            Names.Of(ExternalPolicy.Vendor),
            ExternalPolicy.Vendor,
            "what they lead to is copied, once each, to node_modules/.external, by name and version"
        ),
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
        "What becomes of package managers' state files with clocks and absolute paths in them, and of caches in node_modules (.cache, .vite).",
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
        Description =
            "Fail, with no output, where a file or link of it names the path of the workspace root, or of a store that packages were vendored from.",
    };

    private static readonly Option<bool> Replace = new("--replace")
    {
        Description = "Swap the finished tree in where --out is a directory with something in it.",
    };

    private static readonly ChoiceOption<Transfer> HowToTransfer = new(
        "--transfer",
        "How file bytes get into the output.",
        new("auto", Transfer.Auto, "blocks are shared where the file system can (reflink), else copied"),
        new("copy", Transfer.Copy, "copied, always"),
        new(
            "hardlink",
            Transfer.Hardlink,
            "installed packages' files are hard links to the source's, projects' own files copies"
        ),
        new(
            "move",
            Transfer.Move,
            "files are the source's own, and go from there once the output is in its place: for a source that nobody needs any more"
        )
    );

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Do everything but the writing." };

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
            SharedOptions.Root,
            Out,
            Layers,
            Mode,
            Focus,
            Prod,
            Omit,
            Keep,
            Files,
            Include,
            Exclude,
            External,
            Dangling,
            StateFiles,
            Mtime,
            ExpectHash,
            ForbidSourcePath,
            Replace,
            HowToTransfer,
            DryRun,
            SharedOptions.Format,
            Progress,
        };
        command.Validators.Add(result =>
        {
            switch (result.GetResult(Out), result.GetResult(Layers))
            {
                case (null, null):
                    result.AddError("Option '--out' is required, or '--layers'.");
                    break;
                case ({ Implicit: false }, { Implicit: false }):
                    result.AddError("--layers cannot be given with --out: it takes its place.");
                    break;
            }

            if (result.GetResult(Layers) is { Implicit: false } && result.GetResult(ExpectHash) is { Implicit: false })
            {
                result.AddError("--expect-hash cannot be given with --layers: each layer has a hash of its own, in layers.json.");
            }

            if (
                result.GetResult(Keep) is not null
                && result.GetResult(Focus) is null
                && result.GetResult(Omit) is null
                && result.GetResult(Prod) is not { Implicit: false }
            )
            {
                result.AddError("--keep is for an export that leaves packages out: give --focus, --prod or --omit with it.");
            }

            if (
                result.GetResult(HowToTransfer) is { Implicit: false }
                && result.GetResult(Mtime) is { Implicit: false }
                && result.GetValue(HowToTransfer) is "hardlink" or "move"
                && result.GetValue(Mtime) == "epoch"
            )
            {
                result.AddError(
                    $"--transfer {result.GetValue(HowToTransfer)} cannot be given with --mtime epoch: the files are the source's own, with its times."
                );
            }

            if (result.GetValue(HowToTransfer) == "move" && result.GetResult(Replace) is { Implicit: false })
            {
                result.AddError(
                    "--transfer move cannot be given with --replace: what is there may be all that is left of an earlier move. Remove it first."
                );
            }

            foreach (var option in (Option[])[ExpectHash, ForbidSourcePath])
            {
                if (result.GetResult(option) is { Implicit: false } && result.GetResult(DryRun) is { Implicit: false })
                {
                    result.AddError($"{option.Name} cannot be given with --dry-run: it looks at the finished output.");
                }
            }
        });
        SharedOptions.AddTo(command);
        command.SetAction(parsed => (int)Export.Run(Read(parsed)));
        return command;
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
            Root = SharedOptions.ReadRoot(parsed),
            Out = parsed.GetValue(Out) is { } output ? BytePath.FromArgument(output) : null,
            Layers = parsed.GetValue(Layers) is { } layers ? BytePath.FromArgument(layers) : null,
            Mode = Mode.Read(parsed),
            Focus = parsed.GetValue(Focus) ?? [],
            Prod = parsed.GetRequiredValue(Prod),
            Omit = parsed.GetValue(Omit) ?? [],
            Keep = parsed.GetValue(Keep) ?? [],
            Files = Files.Read(parsed),
            Include = parsed.GetValue(Include) ?? [],
            Exclude = parsed.GetValue(Exclude) ?? [],
            External = External.Read(parsed),
            Dangling = Dangling.Read(parsed),
            StateFiles = StateFiles.Read(parsed),
            Mtime = Mtime.Read(parsed),
            ExpectHash = parsed.GetValue(ExpectHash),
            ForbidSourcePath = parsed.GetRequiredValue(ForbidSourcePath),
            Replace = parsed.GetRequiredValue(Replace),
            Transfer = HowToTransfer.Read(parsed),
            Jobs = SharedOptions.ReadJobs(parsed),
            DryRun = parsed.GetRequiredValue(DryRun),
            Format = SharedOptions.Format.Read(parsed),
            Report = parsed.GetValue(SharedOptions.ReportFile),
            Progress = Progress.Read(parsed),
            Quiet = parsed.GetValue(SharedOptions.Quiet),
            Verbose = parsed.GetValue(SharedOptions.Verbose),
        };
}
