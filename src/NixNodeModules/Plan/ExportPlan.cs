using NixNodeModules.Paths;
using NixNodeModules.Scan;
using NixNodeModules.Verify;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>What an export will make, decided in full before anything is written.</summary>
/// <param name="Mode">What becomes of workspace links.</param>
/// <param name="Output">The tree to make; each directory knows its source.</param>
/// <param name="Projects">The workspace's projects, sorted by path.</param>
/// <param name="Reach">What is in, and why.</param>
/// <param name="Dropped">Links of the source that are left out, sorted by path.</param>
/// <param name="Rewritten">Links that have another text than in the source, sorted by path.</param>
/// <param name="KeptOnRequest">Paths of links that an option keeps although they lead nowhere or outside.</param>
/// <param name="Refusals">Why the source is refused; nothing is written where there are any.</param>
internal sealed record ExportPlan(
    ExportMode Mode,
    DirectoryNode Output,
    IReadOnlyList<Project> Projects,
    Reach Reach,
    IReadOnlyList<SourceLink> Dropped,
    IReadOnlyList<SourceLink> Rewritten,
    IReadOnlySet<BytePath> KeptOnRequest,
    IReadOnlyList<Finding> Refusals
)
{
    /// <summary>Whether something that is wrong with the output was asked for by an option.</summary>
    public bool IsAskedFor(Finding finding) => Mode == ExportMode.AllowBroken || KeptOnRequest.Contains(finding.Path);

    /// <summary>What somebody should know of the plan, in whole sentences.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var external = Mode == ExportMode.StripWorkspace ? Dropped.Count(link => link.Kind == LinkKind.External) : 0;
        return external == 0
            ? []
            :
            [
                $"{external} of the links that were left out led outside the workspace root; if they are packages of pnpm's global virtual store, "
                    + "install with enableGlobalVirtualStore: false.",
            ];
    }
}
