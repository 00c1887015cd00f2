using NixNodeModules.Dependencies;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>Takes in of the module trees what dependencies reach, for an export that is to hold no more.</summary>
/// <param name="top">The workspace root.</param>
/// <param name="isStrict">Whether the module trees of all projects are exported; else that of the root alone.</param>
/// <param name="reach">Takes it in.</param>
/// <param name="trees">The module trees of the export.</param>
/// <param name="pruning">The walk along dependencies.</param>
internal sealed class PrunedTrees(DirectoryNode top, bool isStrict, ReachBuilder reach, ExportedTrees trees, Pruning pruning)
{
    private Selection Selection => reach.Selection;

    /// <summary>Whether there are packages whose dependencies have not been looked at.</summary>
    public bool HasMore => pruning.Waiting > 0;

    /// <summary>Begins with the projects that are wanted. Of the module trees nothing is in yet; the root's is there in any case.</summary>
    public void Seed(IReadOnlyList<Project> all, IReadOnlyList<Project> wanted)
    {
        foreach (var project in all)
        {
            if (ModuleTree.Of(project.Directory) is not { } tree)
            {
                continue;
            }

            Selection.Except(tree);
            if (tree.IsDirectory && (isStrict || project.Directory == top))
            {
                trees.Add(tree.Directory);
            }
        }

        if (ModuleTree.Of(top) is { } root)
        {
            EnterModuleTree(top);
            if (root.IsDirectory)
            {
                Selection.AddShell(root.Directory);
            }
            else
            {
                reach.TakeLink(root);
            }
        }

        foreach (var project in wanted)
        {
            pruning.Reach(project.Directory);
        }
    }

    /// <summary>Takes in what the packages depend on that are waiting: a level of them, so that what it brought is read at once.</summary>
    public void TakeLevel()
    {
        for (var left = pruning.Waiting; left > 0; left--)
        {
            foreach (var edge in pruning.Next())
            {
                Take(edge);
            }
        }
    }

    /// <summary>Takes in where a link leads: its own dependencies count, and itself if it lies in a module tree.</summary>
    public void TakeTarget(SourceLink link)
    {
        var target = link.Resolution.Target;
        if (target.IsDirectory)
        {
            pruning.Reach(target.Directory);
        }

        if (link.Kind != LinkKind.Internal || !IsWanted(target) || Selection.Covers(target) || Selection.HasEntry(target))
        {
            return;
        }

        if (target.IsDirectory)
        {
            reach.TakeWhole(target.Directory);
        }
        else
        {
            reach.TakeFile(target);
        }
    }

    /// <summary>Takes in the programs of packages that are in, and leaves out shims that start nothing.</summary>
    public void TakeBins(Bins bins)
    {
        foreach (var idle in bins.FindIdle())
        {
            Selection.Except(idle);
        }

        foreach (var bin in bins.Find())
        {
            if (!IsWanted(bin))
            {
                continue;
            }

            if (bin.Directory.Listing![bin.Index].Kind == FileKind.Link)
            {
                reach.TakeLink(bin);
            }
            else
            {
                reach.TakeFile(bin);
            }
        }
    }

    private void Take(Edge edge)
    {
        var isLinked = false;
        foreach (var step in edge.Crossed)
        {
            isLinked |= !step.IsDirectory;
            if (!IsWanted(step))
            {
                continue;
            }

            if (step.IsDirectory)
            {
                Selection.AddShell(step.Directory);
            }
            else
            {
                reach.TakeLink(step);
            }
        }

        // What a link leads to outside every module tree comes in by the link.
        if (edge.Target is { } target && IsWanted(new(target)) && !Selection.Covers(target) && (!isLinked || trees.Hold(target)))
        {
            reach.TakeWhole(target);
        }

        if (edge.Holder!.Tree == top && !ModuleTree.Holds(new(edge.Holder)))
        {
            EnterModuleTree(edge.Holder);
        }
    }

    private void EnterModuleTree(DirectoryNode holder)
    {
        if (IsWanted(new(holder)) || holder == top)
        {
            reach.Explain(ModuleTree.Of(holder)!.Value, InclusionKind.ModuleTree);
        }
    }

    // Where only the root's module tree is exported, what lies elsewhere is looked at and not taken.
    private bool IsWanted(Place place) => isStrict || trees.Hold(place.Directory);
}
