using NixNodeModules.Dependencies;
using NixNodeModules.Posix;
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
    private readonly DirectoryNode top;
    private readonly bool followsLinks;
    private readonly bool keepsExternal;
    private readonly IKnowledge knowledge;
    private readonly Follower follower;
    private readonly ExternalTrees? external;
    private readonly StateFiles stateFiles;
    private readonly Pruning? pruning;
    private readonly ReachBuilder reach;
    private readonly Selection selection;
    private readonly ExportedTrees trees = new();
    private readonly FileFilter files;
    private readonly Materialization materialization;
    private readonly Vendoring? vendoring;
    private readonly PrunedTrees? pruned;
    private readonly List<Place> crossed = [];

    // Directories that are looked at for what a link leads to, and are not in with all that they hold.
    private readonly HashSet<DirectoryNode> uncovered = [];

    private Closure(
        DirectoryNode top,
        IReadOnlyList<Project> projects,
        PlanRequest request,
        Outside outside,
        IKnowledge knowledge,
        ExternalTrees? external
    )
    {
        this.top = top;
        this.knowledge = knowledge;
        this.external = external;
        followsLinks = request.BringsWorkspace;
        keepsExternal = request.External == ExternalPolicy.Keep;
        follower = new(new(top, outside), knowledge, external is null ? null : external.Admit);
        stateFiles = new(request.DropsStateFiles);
        pruning = request.Choice is { } choice ? new(new PackageGraph(projects, follower, knowledge), choice, projects) : null;
        var directories = projects.Select(project => project.Directory).ToHashSet();
        reach = new(directories, pruning, stateFiles);
        selection = reach.Selection;
        files = new(projects, request.Files, selection, follower, knowledge);
        materialization = new(top, directories, reach, trees, isPruned: pruning is not null, knowledge);
        vendoring = external is null ? null : new(external, reach, isPruned: pruning is not null);
        pruned = pruning is null ? null : new(top, request.IsStrict, reach, trees, pruning);
        foreach (var project in directories)
        {
            reach.AddStateFilesOf(project);
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
        closure.Begin(projects, moduleTrees, request);
        closure.Run();
        closure.TakeBins();
        return closure.reach.Build();
    }

    private void Begin(IReadOnlyList<Project> projects, IEnumerable<DirectoryNode> moduleTrees, PlanRequest request)
    {
        if (pruned is not null)
        {
            pruned.Seed(projects, request.Focus.Count > 0 ? request.Focus : projects);
        }
        else
        {
            foreach (var project in moduleTrees)
            {
                materialization.TakeModuleTree(project);
            }
        }

        foreach (var project in request.BringsWorkspace ? request.Focus : [])
        {
            materialization.TakeFocus(project.Directory);
        }
    }

    // What has been found will be found again, at other places.
    private bool IsInVain => external?.HasMoved == true;

    private void Run()
    {
        while (!IsInVain && (reach.HasMore || pruned is { HasMore: true }))
        {
            var (directories, links) = reach.NextRound();
            FindUncovered(directories);
            knowledge.ProvideAll(directories, Enters);
            files.LeaveOut();
            FindUncovered(directories);

            // All at once: what is found on the way may let in more than has been read, which then has the next turn.
            var walk = directories.SelectMany(directory => TreeWalk.Directories(directory, Enters)).ToList();
            foreach (var link in links)
            {
                Follow(link);
            }

            foreach (var directory in walk)
            {
                LookAt(directory);
            }

            pruned?.TakeLevel();
        }
    }

    // Which programs are of packages that are in is known when all these have been found.
    private void TakeBins()
    {
        if (pruned is not null)
        {
            pruned.TakeBins(new(selection, pruning!, followsLinks, follower, knowledge));
            Run();
        }
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

    private void LookAt(DirectoryNode directory)
    {
        var listing = directory.Listing!;
        for (var i = 0; i < listing.Count; i++)
        {
            var place = new Place(directory, i);
            if (selection.LeavesOut(place) || (directory == top && !selection.Covers(place)))
            {
                continue;
            }

            if (listing[i].Kind == FileKind.Link && reach.IsNew(place))
            {
                Follow(place);
            }
            else if (listing[i].Kind == FileKind.Special && reach.IsNew(place))
            {
                reach.AddSpecial(place);
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
        var link = new SourceLink(place.Directory, place.Index, trees.KindOf(place.Directory, resolution), resolution);
        reach.Add(link);
        if (resolution.Ending == Ending.Inside && stateFiles.Need(resolution.Target) is { } state)
        {
            reach.LookInto(state);
        }

        if (pruned is not null && resolution.Ending == Ending.Inside)
        {
            if (ModuleTree.IsName(place))
            {
                // A module tree that is a link: what it holds is in as far as dependencies reach it.
                selection.AddShell(resolution.Target.Directory);
                return;
            }

            pruned.TakeTarget(link);
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
            materialization.TakeCrossed(crossed, link);
        }

        if (link.Kind == LinkKind.External && resolution.Ending == Ending.Inside)
        {
            vendoring!.TakeTarget(link);
        }
        else if (link.Kind == LinkKind.Workspace)
        {
            materialization.TakeTarget(link);
        }
    }
}
