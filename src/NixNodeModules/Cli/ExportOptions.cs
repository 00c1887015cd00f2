using NixNodeModules.Copy;
using NixNodeModules.Paths;
using NixNodeModules.Plan;

namespace NixNodeModules.Cli;

/// <summary>How the report on standard output is written.</summary>
internal enum ReportFormat
{
    Text,
    Json,
}

/// <summary>When progress is shown on standard error.</summary>
internal enum ProgressDisplay
{
    Auto,
    Always,
    Never,
}

/// <summary>What <c>export</c> was asked for; each member is the option of its name.</summary>
internal sealed record ExportOptions
{
    /// <summary>The workspace root, as given.</summary>
    public required BytePath Root { get; init; }

    /// <summary>The tree to make, as given.</summary>
    public required BytePath Out { get; init; }

    /// <summary>What becomes of workspace links.</summary>
    public required ExportMode Mode { get; init; }

    /// <summary>Names or paths of the projects that are wanted; empty for all.</summary>
    public required IReadOnlyList<string> Focus { get; init; }

    /// <summary>What becomes of links that lead outside the root.</summary>
    public required ExternalPolicy External { get; init; }

    /// <summary>What becomes of links that lead nowhere in the source.</summary>
    public required DanglingPolicy Dangling { get; init; }

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
}
