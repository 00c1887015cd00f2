using NixNodeModules.Dependencies;
using NixNodeModules.Posix;
using NixNodeModules.Publish;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>
/// Finds what an export needs: from the module trees along their links to what those need, and on from there, until nothing new is
/// found. Works on the tree in memory and asks for what has not been read.
/// </summary>
internal sealed class Closure
{
    private readonly IKnowledge knowledge;
    private readonly DirectoryNode top;
    private readonly bool isStrict;
    private readonly bool followsLinks;
    private readonly bool keepsExternal;
    private readonly Follower follower;
    private readonly Pruning? pruning;
    private readonly ExternalTrees? external;
    private readonly HashSet<DirectoryNode> externalTops = [];
    private readonly IReadOnlyList<Project> allProjects;
    private readonly FileRules? files;
    private readonly HashSet<DirectoryNode> sorted = [];
    private readonly HashSet<DirectoryNode> projects;
    private readonly HashSet<DirectoryNode> moduleTrees = [];
    private readonly HashSet<Place> seen = [];
    private readonly List<SourceLink> links = [];
    private readonly List<Place> specials = [];
    private readonly Dictionary<Place, Inclusion> inclusions = [];
    private readonly Selection selection;
    private readonly StateFiles stateFiles;
    private readonly List<Place> crossed = [];

    // Directories that are looked at for what a link leads to, and are not in with all that they hold.
    private readonly HashSet<DirectoryNode> uncovered = [];
    private DirectoryNode? lastInModuleTree;
    private List<DirectoryNode> nextDirectories = [];
    private List<Place> nextLinks = [];

    private Closure(
        DirectoryNode top,
        IReadOnlyList<Project> projects,
        PlanRequest request,
        Outside outside,
        IKnowledge knowledge,
        ExternalTrees? external
    )
    {
        this.external = external;
        this.top = top;
        isStrict = request.IsStrict;
        files = request.Files;
        allProjects = projects;
        followsLinks = request.BringsWorkspace;
        keepsExternal = request.External == ExternalPolicy.Keep;
        this.knowledge = knowledge;
        follower = new(new(top, outside), knowledge, external is null ? null : external.Admit);
        this.projects = projects.Select(project => project.Directory).ToHashSet();
        selection = new(this.projects);
        pruning = request.Choice is { } choice ? new(new PackageGraph(projects, follower, knowledge), choice, projects) : null;
        stateFiles = new(request.DropsStateFiles);
        foreach (var project in this.projects)
        {
            AddStateFilesOf(project);
        }
    }

    /// <summary>
    /// The reach of an export: where the mode brings workspace packages, all that the links of <paramref name="moduleTrees"/> need is in;
    /// else only the trees themselves, with each of their links told by kind.
    /// </summary>
    /// <param name="top">The workspace root.</param>
    /// <param name="projects">All projects: the root's own files are what is not theirs.</param>
    /// <param name="moduleTrees">Projects whose module trees are exported.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="outside">The world around the root.</param>
    /// <param name="knowledge">Gives what has not been read.</param>
    /// <param name="external">Takes in what lies outside the root; null where that is not to be copied.</param>
    public static Reach Find(
        DirectoryNode top,
        IReadOnlyList<Project> projects,
        IEnumerable<DirectoryNode> moduleTrees,
        PlanRequest request,
        Outside outside,
        IKnowledge knowledge,
        ExternalTrees? external
    )
    {
        var closure = new Closure(top, projects, request, outside, knowledge, external);
        if (closure.pruning is null)
        {
            foreach (var project in moduleTrees)
            {
                closure.AddModuleTree(project);
            }
        }
        else
        {
            closure.Seed(projects, request.Focus.Count > 0 ? request.Focus : projects);
        }

        foreach (var project in request.BringsWorkspace ? request.Focus : [])
        {
            closure.AddFocus(project.Directory);
        }

        closure.Run();
        if (closure.pruning is not null)
        {
            closure.TakeBins();
            closure.Run();
        }

        return new(closure.selection, closure.links, closure.SortedInclusions(), closure.specials, closure.stateFiles)
        {
            Pruning = closure.pruning,
        };
    }

    // Of the module trees nothing is in but what dependencies reach; the root's is there in any case.
    private void Seed(IReadOnlyList<Project> all, IReadOnlyList<Project> wanted)
    {
        foreach (var project in all)
        {
            if (ModuleTree.Of(project.Directory) is not { } tree)
            {
                continue;
            }

            selection.Except(tree);
            if (tree.IsDirectory && (isStrict || project.Directory == top))
            {
                moduleTrees.Add(tree.Directory);
            }
        }

        if (ModuleTree.Of(top) is { } root)
        {
            EnterModuleTree(top);
            if (root.IsDirectory)
            {
                selection.AddShell(root.Directory);
            }
            else
            {
                TakeSingleLink(root);
            }
        }

        foreach (var project in wanted)
        {
            pruning!.Reach(project.Directory);
        }
    }

    private void EnterModuleTree(DirectoryNode holder)
    {
        if (IsWanted(new(holder)) || holder == top)
        {
            var tree = ModuleTree.Of(holder)!.Value;
            inclusions.TryAdd(tree, new(tree, InclusionKind.ModuleTree, null));
        }
    }

    // Where only the root's module tree is exported, what lies elsewhere is looked at and not taken.
    private bool IsWanted(Place place) => isStrict || IsInModuleTree(place.Directory);

    // A single entry that came in before the directory that holds it is no piece of its own.
    private List<Inclusion> SortedInclusions() =>
        [
            .. inclusions
                .Values.Where(one =>
                    one.Kind is not (InclusionKind.File or InclusionKind.CrossedLink) || !selection.Covers(one.Place)
                )
                .OrderBy(one => one.Path),
        ];

    private void AddFocus(DirectoryNode project)
    {
        if (project == top)
        {
            inclusions.Add(new(top), new(new(top), InclusionKind.RootFiles, null));
            selection.AddRootFiles(top);
            nextDirectories.Add(top);
        }
        else
        {
            inclusions.Add(new(project), new(new(project), InclusionKind.Focus, null));
            AddModuleTreesAbove(new(project));
            TakeWhole(project);
        }
    }

    private void AddModuleTree(DirectoryNode project)
    {
        if (ModuleTree.Of(project) is not { } tree || !inclusions.TryAdd(tree, new(tree, InclusionKind.ModuleTree, null)))
        {
            return;
        }

        if (tree.IsDirectory)
        {
            moduleTrees.Add(tree.Directory);
            AddStateFilesOf(project);
            TakeWhole(tree.Directory);
        }
        else
        {
            TakeSingleLink(tree);
        }
    }

    // What has been found will be found again, at other places.
    private bool IsInVain => external?.HasMoved == true;

    private void Run()
    {
        while (!IsInVain && (nextDirectories.Count + nextLinks.Count > 0 || pruning is { Waiting: > 0 }))
        {
            var directories = nextDirectories;
            var round = nextLinks;
            nextDirectories = [];
            nextLinks = [];
            round.Sort(InOrder);
            directories.Sort((left, right) => InOrder(new(left), new(right)));
            FindUncovered(directories);
            knowledge.ProvideAll(directories, Enters);
            LeaveOutFiles();
            FindUncovered(directories);

            // All at once: what is found on the way may let in more than has been read, which then has the next turn.
            var walk = directories.SelectMany(directory => TreeWalk.Directories(directory, Enters)).ToList();
            foreach (var link in round)
            {
                Follow(link);
            }

            foreach (var directory in walk)
            {
                Take(directory);
            }

            // A level of packages a round, so that the next round reads all that they brought at once.
            for (var left = pruning?.Waiting ?? 0; left > 0; left--)
            {
                foreach (var edge in pruning!.Next())
                {
                    TakeDependency(edge);
                }
            }
        }
    }

    // By path, and of what lies outside the root not by where.
    private static int InOrder(Place left, Place right)
    {
        var (one, other) = (left.Directory.Tree.External?.Ordinal ?? -1, right.Directory.Tree.External?.Ordinal ?? -1);
        return one == other ? left.Path.CompareTo(right.Path) : one.CompareTo(other);
    }

    private void TakeDependency(Edge edge)
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
                selection.AddShell(step.Directory);
            }
            else
            {
                TakeSingleLink(step);
            }
        }

        // What a link leads to outside every module tree comes in by the link.
        if (
            edge.Target is { } target
            && IsWanted(new(target))
            && !selection.Covers(target)
            && (!isLinked || IsInModuleTree(target))
        )
        {
            TakeWhole(target);
        }

        if (edge.Holder!.Tree == top && !ModuleTree.Holds(new(edge.Holder)))
        {
            EnterModuleTree(edge.Holder);
        }
    }

    private void TakeBins()
    {
        var bins = new Bins(selection, pruning!, followsLinks, follower, knowledge);
        foreach (var idle in bins.FindIdle())
        {
            selection.Except(idle);
        }

        foreach (var bin in bins.Find())
        {
            if (!IsWanted(bin))
            {
                continue;
            }

            if (bin.Directory.Listing![bin.Index].Kind == FileKind.Link)
            {
                TakeSingleLink(bin);
            }
            else
            {
                selection.AddEntry(bin);
            }
        }
    }

    private void KeepTarget(SourceLink link)
    {
        var target = link.Resolution.Target;
        if (target.IsDirectory)
        {
            pruning!.Reach(target.Directory);
        }

        if (link.Kind != LinkKind.Internal || !IsWanted(target) || selection.Covers(target) || selection.HasEntry(target))
        {
            return;
        }

        if (target.IsDirectory)
        {
            TakeWhole(target.Directory);
        }
        else
        {
            selection.AddEntry(target);
        }
    }

    private void LeaveOutFiles()
    {
        if (files is null || files.KeepsAll)
        {
            return;
        }

        foreach (var project in allProjects)
        {
            if (selection.Covers(project.Directory) && sorted.Add(project.Directory))
            {
                foreach (var place in files.LeftOut(project.Directory, project.Manifest.Publication, ReadIgnoreFile))
                {
                    selection.Except(place);
                }
            }
        }
    }

    private byte[]? ReadIgnoreFile(Place place)
    {
        var limit = IgnoreList.SizeLimit;
        if (place.Directory.Listing![place.Index].Kind == FileKind.Link)
        {
            var resolution = follower.Follow(place.Directory, place.Index, []);
            if (resolution.Ending != Ending.Inside || resolution.Target.IsDirectory)
            {
                return null;
            }

            place = resolution.Target;
        }

        return knowledge.Contents(place, limit)
            ?? throw new Failure(
                ExitCode.Refused,
                $"cannot read {place.Path.Display}: it is larger than {limit / 1024 / 1024} MiB",
                "Check whether that is the file it should be."
            );
    }

    // Directories that are in by themselves have their own turn; the root's files stop at what is not the root's own. What holds the directory
    // has been entered, or is where a walk begins.
    private bool Enters(DirectoryNode directory) =>
        !stateFiles.LeavesOut(directory)
        && !selection.IsWhole(directory)
        && (uncovered.Count == 0 || !uncovered.Contains(directory.Parent!))
        && selection.CoversWithin(directory);

    private void FindUncovered(List<DirectoryNode> directories)
    {
        uncovered.Clear();
        uncovered.UnionWith(directories.Where(directory => !selection.Covers(directory)));
    }

    private void Take(DirectoryNode directory)
    {
        var listing = directory.Listing!;
        for (var i = 0; i < listing.Count; i++)
        {
            var place = new Place(directory, i);
            if (selection.LeavesOut(place) || (directory == top && !selection.Covers(place)))
            {
                continue;
            }

            if (listing[i].Kind == FileKind.Link && seen.Add(place))
            {
                Follow(place);
            }
            else if (listing[i].Kind == FileKind.Special && seen.Add(place))
            {
                specials.Add(place);
            }
        }
    }

    private void Follow(Place place)
    {
        if (IsInVain)
        {
            return;
        }

        var resolution = follower.Follow(place.Directory, place.Index, crossed);
        var link = new SourceLink(place.Directory, place.Index, KindOf(place.Directory, resolution), resolution);
        links.Add(link);
        if (resolution.Ending == Ending.Inside && stateFiles.Need(resolution.Target) is { } state)
        {
            nextDirectories.Add(state);
        }

        if (pruning is not null && resolution.Ending == Ending.Inside)
        {
            if (ModuleTree.IsName(place))
            {
                // A module tree that is a link: what it holds is in as far as dependencies reach it.
                selection.AddShell(resolution.Target.Directory);
                return;
            }

            KeepTarget(link);
        }

        if (!followsLinks)
        {
            return;
        }

        // A text that leaves the root and comes back is made anew in the output, straight to the target; one that stays outside is
        // kept, if at all, with the links of the root that it leads through.
        var crosses = resolution.Ending switch
        {
            Ending.Inside => !resolution.LeavesTree && resolution.Target.Directory.Tree == place.Directory.Tree,
            Ending.Outside => keepsExternal,
            _ => false,
        };
        if (crosses)
        {
            Cross(link);
        }

        if (link.Kind == LinkKind.External && resolution.Ending == Ending.Inside)
        {
            IncludeExternal(link);
        }
        else if (link.Kind == LinkKind.Workspace)
        {
            var needed = NeededBy(link);
            Include(needed, InclusionOf(needed), link);
        }
    }

    private void IncludeExternal(SourceLink link)
    {
        var piece = external!.Of(link.Resolution.Target.Directory.Tree);
        if (externalTops.Add(piece.Top))
        {
            foreach (var place in piece.LeftBehind())
            {
                selection.Except(place);
            }

            AddStateFilesOf(piece.Top);
        }

        var needed = piece.NeededFor(link.Resolution.Target, isPruned: pruning is not null);
        if (inclusions.TryGetValue(needed, out var known))
        {
            known.Links++;
            return;
        }

        if (needed.IsDirectory ? selection.CoversAll(needed.Directory) : selection.Covers(needed) || selection.HasEntry(needed))
        {
            return;
        }

        inclusions.Add(needed, new(needed, InclusionKind.External, link) { Links = 1 });
        if (needed.IsDirectory)
        {
            TakeWhole(needed.Directory);
        }
        else
        {
            selection.AddEntry(needed);
        }
    }

    private void Cross(SourceLink link)
    {
        foreach (var step in crossed)
        {
            if (step.IsDirectory)
            {
                selection.AddShell(step.Directory);
            }
            else
            {
                Include(step, InclusionKind.CrossedLink, link);
            }
        }
    }

    // A program that .bin starts needs the rest of its package, which nothing else may lead to.
    private Place NeededBy(SourceLink link)
    {
        var target = link.Resolution.Target;
        if (!target.IsDirectory && link.Directory.Name.SequenceEqual(Bins.Name))
        {
            for (var node = target.Directory; node.Parent is not null; node = node.Parent)
            {
                if (projects.Contains(node))
                {
                    return new(node);
                }
            }
        }

        return target;
    }

    private InclusionKind InclusionOf(Place target) =>
        !target.IsDirectory ? InclusionKind.File
        : target.Directory == top ? InclusionKind.RootFiles
        : InclusionKind.Directory;

    private LinkKind KindOf(DirectoryNode holder, Resolution resolution) =>
        resolution.Ending switch
        {
            Ending.Outside => LinkKind.External,
            Ending.Dangling => LinkKind.Dangling,
            Ending.Looping => LinkKind.Looping,
            _ when resolution.Target.Directory.Tree is { External: not null } tree => holder.Tree == tree
                ? LinkKind.Internal
                : LinkKind.External,
            _ => IsInModuleTree(resolution.Target.Directory) ? LinkKind.Internal : LinkKind.Workspace,
        };

    private bool IsInModuleTree(DirectoryNode directory)
    {
        for (var node = directory; node is not null; node = node.Parent)
        {
            // Most are asked after one close to them; what is in a module tree stays so.
            if (node == lastInModuleTree || moduleTrees.Contains(node))
            {
                lastInModuleTree = directory;
                return true;
            }
        }

        return false;
    }

    private void Include(Place place, InclusionKind kind, SourceLink because)
    {
        if (inclusions.TryGetValue(place, out var known))
        {
            known.Links++;
            return;
        }

        if (
            kind == InclusionKind.Directory
                ? selection.CoversAll(place.Directory)
                : selection.Covers(place) || (!place.IsDirectory && selection.HasEntry(place))
        )
        {
            return;
        }

        inclusions.Add(place, new(place, kind, because) { Links = 1 });
        AddModuleTreesAbove(place);
        switch (kind)
        {
            case InclusionKind.Directory:
                TakeWhole(place.Directory);
                break;
            case InclusionKind.RootFiles:
                selection.AddRootFiles(place.Directory);
                nextDirectories.Add(place.Directory);
                break;
            case InclusionKind.CrossedLink:
                TakeSingleLink(place);
                break;
            default:
                selection.AddEntry(place);
                if (place.Directory.Listing![place.Index].Kind == FileKind.Special && seen.Add(place))
                {
                    specials.Add(place);
                }

                break;
        }
    }

    // Node looks for what a package requires in the node_modules of every directory above it, be that a project's or that of an
    // installation inside the workspace.
    private void AddModuleTreesAbove(Place place)
    {
        if (pruning is not null)
        {
            return;
        }

        for (var node = place.IsDirectory ? place.Directory.Parent : place.Directory; node is not null; node = node.Parent)
        {
            if (node != top && !node.Name.SequenceEqual(ModuleTree.Name))
            {
                AddModuleTree(knowledge.Read(node));
            }
        }
    }

    private void AddStateFilesOf(DirectoryNode project)
    {
        if (ModuleTree.Of(project) is { IsDirectory: true } tree)
        {
            stateFiles.AddTree(tree.Directory);
        }
    }

    private void TakeWhole(DirectoryNode directory)
    {
        selection.AddWhole(directory);
        nextDirectories.Add(directory);
        if (pruning is not null)
        {
            pruning.Reach(directory);
            if (pruning.HasPrunedTree(directory) && ModuleTree.Of(directory) is { } tree)
            {
                selection.Except(tree);
            }
        }
    }

    private void TakeSingleLink(Place link)
    {
        selection.AddEntry(link);
        if (seen.Add(link))
        {
            nextLinks.Add(link);
        }
    }
}
