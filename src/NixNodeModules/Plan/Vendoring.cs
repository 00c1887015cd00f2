using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>Takes in what links need that lead outside the workspace root.</summary>
/// <param name="external">The trees there.</param>
/// <param name="reach">Takes it in.</param>
/// <param name="isPruned">Whether of what a package needs only that comes which dependencies reach.</param>
internal sealed class Vendoring(ExternalTrees external, ReachBuilder reach, bool isPruned)
{
    private readonly HashSet<DirectoryNode> tops = [];

    /// <summary>Takes in what a link leads to.</summary>
    public void TakeTarget(SourceLink link)
    {
        var piece = external.Of(link.Resolution.Target.Directory.Tree);
        if (tops.Add(piece.Top))
        {
            foreach (var place in piece.LeftBehind())
            {
                reach.Selection.Except(place);
            }

            reach.AddStateFilesOf(piece.Top);
        }

        var needed = piece.NeededFor(link.Resolution.Target, isPruned);
        if (!reach.Explain(needed, InclusionKind.External, link))
        {
            return;
        }

        if (needed.IsDirectory)
        {
            reach.TakeWhole(needed.Directory);
        }
        else
        {
            reach.TakeFile(needed);
        }
    }
}
