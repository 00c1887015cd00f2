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

    /// <summary>
    /// Looks for what the packages of a tree need in production, as Node does, from the projects on and through all that they reach.
    /// <c>optionalDependencies</c> may be absent, and peers: for those that are needed the managers warn at most.
    /// </summary>
    /// <param name="top">The tree, completely read.</param>
    /// <param name="listed">The root and the projects that it lists.</param>
    /// <param name="follower">Follows links.</param>
    /// <param name="knowledge">Gives manifests, and what is outside.</param>
    /// <param name="optional">Names that every package can do without.</param>
    public static DependencyCheck Of(
        DirectoryNode top,
        IReadOnlyList<Project> listed,
        Follower follower,
        IKnowledge knowledge,
        IReadOnlyList<BytePath> optional
    )
    {
        var plain = new PackageGraph(listed, follower, knowledge);
        var known = listed.Select(project => project.Directory).ToHashSet();
        var isDeserted =
            listed is [var root] && (root.Manifest.Workspaces.Count > 0 || top.Listing!.Find("pnpm-workspace.yaml"u8) >= 0);
        var found = TreePackages.In(top, known, isDeserted, plain, follower);
        Project[] projects =
        [
            .. listed,
            .. found
                .Projects.Where(directory => !known.Contains(directory))
                .Select(one => new Project(one, plain.At(one).Manifest)),
        ];
        var graph = new PackageGraph(projects, follower, knowledge);
        var walk = new Pruning(graph, Production, projects);
        foreach (var directory in found.Projects.Concat(found.Loose))
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

        return new([.. found.Projects.Select(project => project.Path).Order()], walk.Reached.Count, findings);
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
                ? Missing("it depends on a package that is there without its package.json", Incomplete)
            : null;
    }

    private static Advice WhyNot(ReachedPackage by, BytePath name, PackageGraph graph, Dictionary<BytePath, BytePath> places)
    {
        for (var node = by.Package.Directory; node is not null; node = node.Parent)
        {
            if (ModuleTree.Of(node) is { IsDirectory: true, Directory: var tree } && graph.NamesIn(tree).Contains(name))
            {
                return new(
                    $"{tree.Path.Join(name.Span).Display} leads to no directory",
                    "Bring what that link leads to, or install again."
                );
            }
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
