using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>Takes in what workspace links need: what they lead to, the links and directories on their way, and the module trees that code there looks into.</summary>
/// <param name="top">The workspace root.</param>
/// <param name="projects">The directories of all projects.</param>
/// <param name="reach">Takes it in.</param>
/// <param name="trees">The module trees of the export.</param>
/// <param name="isPruned">Whether of module trees only that is in what dependencies reach.</param>
/// <param name="knowledge">Gives what has not been read.</param>
internal sealed class Materialization(
    DirectoryNode top,
    IReadOnlySet<DirectoryNode> projects,
    ReachBuilder reach,
    ExportedTrees trees,
    bool isPruned,
    IKnowledge knowledge
)
{
    /// <summary>Takes in the module tree of a project, if it has one.</summary>
    public void TakeModuleTree(DirectoryNode project)
    {
        if (ModuleTree.Of(project) is not { } tree || !reach.Explain(tree, InclusionKind.ModuleTree))
        {
            return;
        }

        if (tree.IsDirectory)
        {
            trees.Add(tree.Directory);
            reach.AddStateFilesOf(project);
            reach.TakeWhole(tree.Directory);
        }
        else
        {
            reach.TakeLink(tree);
        }
    }

    /// <summary>Takes in a project that was asked for.</summary>
    public void TakeFocus(DirectoryNode project)
    {
        if (project == top)
        {
            reach.Explain(new(top), InclusionKind.RootFiles);
            reach.TakeRootFiles(top);
        }
        else
        {
            reach.Explain(new(project), InclusionKind.Focus);
            TakeModuleTreesAbove(new(project));
            reach.TakeWhole(project);
        }
    }

    /// <summary>Takes in what a workspace link leads to.</summary>
    public void TakeTarget(SourceLink link)
    {
        var needed = NeededBy(link);
        Take(
            needed,
            !needed.IsDirectory ? InclusionKind.File
                : needed.Directory == top ? InclusionKind.RootFiles
                : InclusionKind.Directory,
            link
        );
    }

    /// <summary>Takes in the links and directories that the text of a link leads through.</summary>
    public void TakeCrossed(List<Place> crossed, SourceLink link)
    {
        foreach (var step in crossed)
        {
            if (step.IsDirectory)
            {
                reach.Selection.AddShell(step.Directory);
            }
            else
            {
                Take(step, InclusionKind.CrossedLink, link);
            }
        }
    }

    // A program that .bin starts needs the rest of its package, which nothing else may lead to.
    private Place NeededBy(SourceLink link)
    {
        var target = link.Resolution.Target;
        return
            !target.IsDirectory
            && link.Directory.Name.SequenceEqual(Bins.Name)
            && target.Directory.Upward().FirstOrDefault(projects.Contains) is { Parent: not null } project
            ? new(project)
            : target;
    }

    private void Take(Place place, InclusionKind kind, SourceLink because)
    {
        if (!reach.Explain(place, kind, because))
        {
            return;
        }

        TakeModuleTreesAbove(place);
        switch (kind)
        {
            case InclusionKind.Directory:
                reach.TakeWhole(place.Directory);
                break;
            case InclusionKind.RootFiles:
                reach.TakeRootFiles(place.Directory);
                break;
            case InclusionKind.CrossedLink:
                reach.TakeLink(place);
                break;
            default:
                reach.TakeFile(place);
                break;
        }
    }

    // Node looks for what a package requires in the node_modules of every directory above it, be that a project's or that of an
    // installation inside the workspace.
    private void TakeModuleTreesAbove(Place place)
    {
        var holder = place.IsDirectory ? place.Directory.Parent : place.Directory;
        foreach (var node in isPruned ? [] : holder?.Upward() ?? [])
        {
            if (node != top && !node.Name.SequenceEqual(ModuleTree.Name))
            {
                TakeModuleTree(knowledge.Read(node));
            }
        }
    }
}
