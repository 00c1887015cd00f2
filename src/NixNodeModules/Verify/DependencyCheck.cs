using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Verify;

/// <summary>What was asked of the packages of a tree, and what came out.</summary>
/// <param name="Projects">Paths of the workspace's packages that are in the tree, in bytewise order.</param>
/// <param name="Packages">How many packages were asked, those among them.</param>
/// <param name="Findings">The dependencies that are not there, in the order of the walk.</param>
internal sealed record DependencyCheck(IReadOnlyList<BytePath> Projects, int Packages, IReadOnlyList<Finding> Findings)
{
    private static readonly DependencyChoice Production = DependencyChoice.All with { IsProduction = true };

    private static readonly Advice Incomplete = new(
        "only a part of that package was copied",
        "Copy its package.json too, which tells what of it is loaded; nix-node-modules export brings whole packages."
    );

    private static readonly Advice DamagedInstall = new(
        "the package was damaged when it was installed or copied",
        "Copy it again, or install again."
    );

    private static readonly Advice DamagedProject = new(
        "the file was written halfway, or is a template or test data and no package.json",
        "Mend the file, or leave it out of the tree."
    );

    /// <summary>
    /// Looks for what the packages of a tree need in production, as Node does, from the projects on and through all that they reach.
    /// <c>optionalDependencies</c> may be absent, and peers: for those that are needed the managers warn at most.
    /// </summary>
    /// <param name="top">The tree, completely read.</param>
    /// <param name="list">Gives the project at a directory, first, and those that it lists as a workspace.</param>
    /// <param name="plain">Tells packages while nothing is known of projects; lenient.</param>
    /// <param name="follower">Follows links.</param>
    /// <param name="knowledge">Gives manifests, and what is outside.</param>
    /// <param name="optional">Names that every package can do without.</param>
    public static DependencyCheck Of(
        DirectoryNode top,
        Func<DirectoryNode, IReadOnlyList<Project>> list,
        PackageGraph plain,
        Follower follower,
        IKnowledge knowledge,
        IReadOnlyList<BytePath> optional
    )
    {
        var listed = list(top);
        var known = listed.Select(project => project.Directory).ToHashSet();
        var isDeserted =
            listed is [var root] && (root.Manifest.Workspaces.Count > 0 || top.Listing!.Find("pnpm-workspace.yaml"u8) >= 0);
        var found = TreePackages.In(top, known, isDeserted, plain, follower);
        // A workspace may stand anywhere in a tree, as in the lib of a package that Nix has built.
        Project[] inner =
        [
            .. found.Projects.Concat(found.Loose).Where(one => !known.Contains(one) && IsWorkspace(one, plain)).SelectMany(list),
        ];
        Project[] projects =
        [
            .. listed
                .Concat(inner)
                .Concat(found.Projects.Select(one => new Project(one, plain.At(one).Manifest)))
                .DistinctBy(project => project.Directory),
        ];
        var own = found.Projects.Concat(inner.Select(project => project.Directory)).Distinct().ToList();
        var graph = new PackageGraph(projects, follower, knowledge) { IsLenient = true };
        var walk = new Pruning(graph, Production, projects);
        foreach (var directory in own.Concat(found.Loose))
        {
            walk.Reach(directory);
        }

        while (walk.Waiting > 0)
        {
            foreach (var _ in walk.Next()) { }
        }

        var places = new Lazy<Dictionary<BytePath, BytePath>>(() => PlacesIn(top, graph));
        var findings = new List<Finding>();
        foreach (var package in walk.Reached)
        {
            if (Unreadable(package.Package.Directory, plain, graph) is { } unreadable)
            {
                findings.Add(unreadable);
            }

            foreach (var edge in graph.EdgesOf(package.Package, Production))
            {
                if (
                    edge.Dependency.IsRequired
                    && !optional.Contains(edge.Dependency.Name)
                    && !new MissingDependency(package, edge.Dependency, projects[0]).IsDispensable
                    && Judge(package, edge, graph, places) is { } finding
                )
                {
                    findings.Add(finding);
                }
            }
        }

        return new([.. own.Select(project => project.Path).Order()], walk.Reached.Count, findings);
    }

    // A package that nobody unpacked has no node_modules of its own where it was put by itself.
    private static bool IsWorkspace(DirectoryNode directory, PackageGraph plain) =>
        ModuleTree.Of(directory) is not null
        && (plain.At(directory).Manifest.Workspaces.Count > 0 || directory.Listing!.Find("pnpm-workspace.yaml"u8) >= 0);

    private static Finding? Unreadable(DirectoryNode directory, PackageGraph plain, PackageGraph graph)
    {
        // A project's manifest was read before the graph was made.
        plain.At(directory);
        return (plain.Unreadable.GetValueOrDefault(directory) ?? graph.Unreadable.GetValueOrDefault(directory)) is not { } refused
            ? null
            : new(
                FindingKind.Unreadable,
                directory.Path.Join(PackageGraph.ManifestName),
                null,
                $"what the package depends on cannot be told: {refused.Why ?? refused.Message}"
            )
            {
                Advice = ModuleTree.Holds(new(directory)) ? DamagedInstall : DamagedProject,
            };
    }

    private static Finding? Judge(ReachedPackage by, Edge edge, PackageGraph graph, Lazy<Dictionary<BytePath, BytePath>> places)
    {
        var name = edge.Dependency.Name;
        Finding Missing(string reason, Advice advice) =>
            new(FindingKind.Missing, by.Package.Directory.Path.Join(PackageGraph.ManifestName), null, reason)
            {
                Advice = advice,
                Needed = new(name, string.Join(" > ", by.Chain().Select(step => step.Package.DisplayName))),
            };

        return edge.Holder is null
                ? Missing("it depends on a package that Node does not find from there", WhyNot(by, name, graph, places.Value))
            : edge.Target is { } target && !CanBeLoaded(target, graph)
                ? Missing("it depends on a package that is there without its package.json", Hidden(edge, graph) ?? Incomplete)
            : null;
    }

    // require goes on behind an empty directory, import does not.
    private static Advice? Hidden(Edge edge, PackageGraph graph) =>
        edge.Target!.Listing!.Count == 0 && NearestEntry(edge.Dependency.Name, edge.Holder!.Parent, graph) is { } hidden
            ? new(
                $"the directory is empty, and hides {hidden.Display} from import, though not from require",
                "Remove the empty directory."
            )
            : null;

    // The entry of that name in the node_modules of a directory or of the nearest one above it that has it.
    private static BytePath? NearestEntry(BytePath name, DirectoryNode? directory, PackageGraph graph)
    {
        foreach (var node in directory?.Upward() ?? [])
        {
            if (ModuleTree.Of(node) is { IsDirectory: true, Directory: var tree } && graph.NamesIn(tree).Contains(name))
            {
                return tree.Path.Join(name.Span);
            }
        }

        return null;
    }

    private static Advice WhyNot(ReachedPackage by, BytePath name, PackageGraph graph, Dictionary<BytePath, BytePath> places)
    {
        if (NearestEntry(name, by.Package.Directory, graph) is { } entry)
        {
            return new($"{entry.Display} leads to no directory", "Bring what that link leads to, or install again.");
        }

        return places.TryGetValue(name, out var place)
            ? new(
                $"it is at {place.Display}, where Node does not look from there: one of the two was moved, or copied with its links followed",
                "Make the tree by nix-node-modules export, which keeps packages where they find each other."
            )
            : new(
                "it was not copied, was not installed, or was taken away",
                "Copy the node_modules that has it, or install again; --optional NAME names what is not needed."
            );
    }

    // Node takes a directory without a manifest by its index; runtimes that know TypeScript do too.
    private static bool CanBeLoaded(DirectoryNode directory, PackageGraph graph)
    {
        if (graph.IsPackage(directory))
        {
            return true;
        }

        for (var i = 0; i < directory.Listing!.Count; i++)
        {
            if (directory.Listing.Name(i).StartsWith("index."u8))
            {
                return true;
            }
        }

        return false;
    }

    // The first place of each name, by path.
    private static Dictionary<BytePath, BytePath> PlacesIn(DirectoryNode top, PackageGraph graph)
    {
        var places = new Dictionary<BytePath, BytePath>();
        foreach (var tree in TreeWalk.Directories(top))
        {
            foreach (var name in tree.Name.SequenceEqual(ModuleTree.Name) ? graph.NamesIn(tree) : [])
            {
                places.TryAdd(name, tree.Path.Join(name.Span));
            }
        }

        return places;
    }
}
