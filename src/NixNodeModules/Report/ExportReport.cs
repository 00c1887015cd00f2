using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Scan;
using NixNodeModules.Verify;

namespace NixNodeModules.Report;

/// <summary>How an export ended.</summary>
internal enum ExportResult
{
    Exported,
    Planned,
    Refused,
}

/// <summary>What there is to tell of an export, in an order that depends on the source alone.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Plan">What was made, or would be.</param>
/// <param name="Totals">How much that is.</param>
/// <param name="Findings">Why it was refused.</param>
/// <param name="Broken">What leads nowhere in an output that was asked for that way.</param>
/// <param name="Warnings">What somebody should know, in whole sentences.</param>
internal sealed record ExportReport(
    ExportResult Result,
    ExportPlan Plan,
    Totals Totals,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Finding> Broken,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>The packages in the output, sorted by name, version and path; null where all that is installed is in.</summary>
    public IReadOnlyList<KeptPackage>? Packages { get; } =
        Plan.Reach.Pruning is { } pruning ? Inventory.Of(Plan.Output, pruning) : null;

    /// <summary>The packages that stand at several places in the same version.</summary>
    public IEnumerable<IGrouping<string, KeptPackage>> Duplicates() =>
        (Packages ?? []).GroupBy(package => package.Identity, StringComparer.Ordinal).Where(group => group.Count() > 1);

    /// <summary>The hash of the finished output, sha256- and base64; null where it was not asked for.</summary>
    public string? Hash { get; init; }

    /// <summary>Whether what is exported goes from the source.</summary>
    public bool Moves { get; init; }

    /// <summary>The layers of the output, in their order; null where it is one tree.</summary>
    public IReadOnlyList<LayerReport>? Layers { get; init; }

    /// <summary>What of the finished output names the workspace root's path; null where that was not looked for.</summary>
    public IReadOnlyList<Finding>? SourcePaths { get; init; }

    /// <summary>What became of workspace links.</summary>
    public ExportMode Mode => Plan.Mode;

    /// <summary>The name that the manifest at a materialized directory gives; null where it is no project or has none.</summary>
    public string? PackageName(Inclusion inclusion) =>
        inclusion.Place.IsDirectory
            ? Plan.Projects.FirstOrDefault(project => project.Directory == inclusion.Place.Directory)?.Manifest.Name is { } name
                ? Escaped.Text(name)
                : null
            : null;
}
