using NixNodeModules.Dependencies;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Verify;

/// <summary>The packages of a tree of which nobody has told what they are, from which code may be loaded without another's needing it.</summary>
/// <param name="Projects">
/// Directories outside every node_modules, and in the one that inline-workspace makes, that are the packages of somebody's workspace.
/// </param>
/// <param name="Loose">
/// What stands directly in a node_modules to be loaded, where no manifest beside it tells for whom, or where it may be a package of the
/// workspace that inline-workspace has put there.
/// </param>
internal sealed record TreePackages(IReadOnlyList<DirectoryNode> Projects, IReadOnlyList<DirectoryNode> Loose)
{
    /// <summary>
    /// Finds them. A directory with a manifest is a project where the workspace at the top lists it, where no other is around it, and
    /// where it has a node_modules. Manifests inside a project are else those of templates, of test data or of what was built; so are all
    /// below names with a dot in front, which no workspace lists.
    /// </summary>
    /// <param name="top">The tree, completely read.</param>
    /// <param name="listed">The projects that its top lists.</param>
    /// <param name="isDeserted">Whether it lists projects and has none of them.</param>
    /// <param name="graph">Tells packages.</param>
    /// <param name="follower">Follows links.</param>
    public static TreePackages In(
        DirectoryNode top,
        IReadOnlySet<DirectoryNode> listed,
        bool isDeserted,
        PackageGraph graph,
        Follower follower
    )
    {
        var (projects, loose) = (new List<DirectoryNode>(), new List<DirectoryNode>());
        var starts = new Queue<DirectoryNode>([top]);
        while (starts.TryDequeue(out var start))
        {
            foreach (var directory in TreeWalk.Directories(start, MayHoldProjects))
            {
                var isPackage = graph.IsPackage(directory);
                var tree = ModuleTree.Of(directory);
                if (isPackage && (tree is not null || listed.Contains(directory) || !IsInPackage(directory, graph)))
                {
                    projects.Add(directory);
                }

                if (tree is not { IsDirectory: true, Directory: var modules })
                {
                    continue;
                }

                if (!isPackage || HasStore(modules) || (isDeserted && directory == top))
                {
                    loose.AddRange(PackagesIn(modules, withLinks: !isPackage, graph, follower));
                }

                if (
                    modules.Listing!.Find(InlineLayout.WorkspaceName.Span) is var index and >= 0
                    && modules.Listing[index].Kind == FileKind.Directory
                )
                {
                    starts.Enqueue(modules.Child(index));
                }
            }
        }

        return new(projects, loose);
    }

    private static bool MayHoldProjects(DirectoryNode directory) =>
        directory.Name is not [(byte)'.', ..] && !directory.Name.SequenceEqual(ModuleTree.Name);

    private static bool IsInPackage(DirectoryNode directory, PackageGraph graph) =>
        directory.Upward().Skip(1).TakeWhile(node => !node.Name.SequenceEqual(ModuleTree.Name)).Any(graph.IsPackage);

    // Beside an isolated store there are links to what it holds; a directory was put there.
    private static bool HasStore(DirectoryNode modules) =>
        modules.Listing!.Find(".pnpm"u8) >= 0 || modules.Listing.Find(".bun"u8) >= 0;

    private static IEnumerable<DirectoryNode> PackagesIn(
        DirectoryNode modules,
        bool withLinks,
        PackageGraph graph,
        Follower follower
    )
    {
        var crossed = new List<Place>();
        foreach (var name in graph.NamesIn(modules))
        {
            if (
                name.Span is not [(byte)'.', ..]
                && follower.Follow(modules, name, crossed) is { Ending: Ending.Inside, Target: { IsDirectory: true } target }
                && (withLinks || crossed.TrueForAll(place => place.IsDirectory))
                && graph.IsPackage(target.Directory)
            )
            {
                yield return target.Directory;
            }
        }
    }
}
