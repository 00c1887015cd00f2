using NixNodeModules.Copy;
using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>What of a workspace package goes out.</summary>
internal enum ProjectFiles
{
    All,
    Published,
}

/// <summary>Which modification times the output has.</summary>
internal enum TimePolicy
{
    /// <summary>Those of the source.</summary>
    Preserve,

    /// <summary>One for all: SOURCE_DATE_EPOCH, else 1.</summary>
    Epoch,
}

/// <summary>What <c>export</c> was asked for; each member is the option of its name.</summary>
internal sealed record ExportOptions
{
    /// <summary>The word of <c>--omit</c> for what only <c>optionalDependencies</c> reach.</summary>
    public const string OmitOptional = "optional";

    /// <summary>The word of <c>--omit</c> for what only <c>peerDependencies</c> reach.</summary>
    public const string OmitPeer = "peer";

    /// <summary>The workspace root, as given.</summary>
    public required BytePath Root { get; init; }

    /// <summary>The tree to make, as given; null where <see cref="Layers"/> is.</summary>
    public required BytePath? Out { get; init; }

    /// <summary>The directory to make with a tree for each layer, as given; null for one tree.</summary>
    public required BytePath? Layers { get; init; }

    /// <summary>What becomes of workspace links.</summary>
    public required ExportMode Mode { get; init; }

    /// <summary>Names or paths of the projects that are wanted; empty for all.</summary>
    public required IReadOnlyList<string> Focus { get; init; }

    /// <summary>Whether what only devDependencies reach is left out.</summary>
    public required bool Prod { get; init; }

    /// <summary>The kinds of dependencies, optional and peer, that do not bring in what they reach.</summary>
    public required IReadOnlyList<string> Omit { get; init; }

    /// <summary>Names of packages that are kept where a package that is kept finds them.</summary>
    public required IReadOnlyList<string> Keep { get; init; }

    /// <summary>Whether of a workspace package only what npm would publish goes out.</summary>
    public required ProjectFiles Files { get; init; }

    /// <summary>Patterns of files of workspace packages that go out besides, in gitignore syntax.</summary>
    public required IReadOnlyList<string> Include { get; init; }

    /// <summary>Patterns of files of workspace packages that stay behind, in gitignore syntax.</summary>
    public required IReadOnlyList<string> Exclude { get; init; }

    /// <summary>What becomes of links that lead outside the root.</summary>
    public required ExternalPolicy External { get; init; }

    /// <summary>What becomes of links that lead nowhere in the source.</summary>
    public required DanglingPolicy Dangling { get; init; }

    /// <summary>What becomes of package managers' state files.</summary>
    public required StateFilePolicy StateFiles { get; init; }

    /// <summary>Which modification times the output has.</summary>
    public required TimePolicy Mtime { get; init; }

    /// <summary>The hash that the output has to have, as a report tells it; null for any.</summary>
    public required string? ExpectHash { get; init; }

    /// <summary>Whether an output that names the workspace root's path is refused.</summary>
    public required bool ForbidSourcePath { get; init; }

    /// <summary>Whether a tree that is already there is swapped for the new one.</summary>
    public required bool Replace { get; init; }

    /// <summary>How file bytes get into the output.</summary>
    public required Transfer Transfer { get; init; }

    /// <summary>Worker threads, at least one.</summary>
    public required int Jobs { get; init; }

    /// <summary>Whether everything is done but the writing.</summary>
    public required bool DryRun { get; init; }

    /// <summary>The form of the report on standard output.</summary>
    public required ReportFormat Format { get; init; }

    /// <summary>A file that takes the JSON report besides; null for none.</summary>
    public required string? Report { get; init; }

    /// <summary>When progress is shown.</summary>
    public required ProgressDisplay Progress { get; init; }

    /// <summary>Whether nothing is said when all is well.</summary>
    public required bool Quiet { get; init; }

    /// <summary>Whether the lists of the report are given in full.</summary>
    public required bool Verbose { get; init; }

    /// <summary>What is to be made, as given.</summary>
    public BytePath Place() => (Layers ?? Out)!;

    /// <summary>Which dependencies count, where only what they reach is wanted; null for all that is installed.</summary>
    public DependencyChoice? Choice() =>
        Focus.Count == 0 && !Prod && Omit.Count == 0
            ? null
            : new(
                Prod,
                Omit.Contains(OmitOptional, StringComparer.Ordinal),
                Omit.Contains(OmitPeer, StringComparer.Ordinal),
                [.. Keep.Select(BytePath.FromText)]
            );
}
