using NixNodeModules.Dependencies;
using NixNodeModules.Plan;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Inspect;

/// <summary>All packages of an installed workspace, those that nobody asked for among them, and what depends on what. Reads manifests and the directories on the way.</summary>
internal sealed class Inventory
{
    private readonly Dictionary<DirectoryNode, InstalledPackage> packages = [];
    private readonly Queue<InstalledPackage> waiting = new();
    private readonly PackageGraph graph;
    private readonly IKnowledge knowledge;

    private Inventory(PackageGraph graph, IKnowledge knowledge)
    {
        this.graph = graph;
        this.knowledge = knowledge;
    }

    /// <summary>All packages by path, the workspace's own among them.</summary>
    public IReadOnlyList<InstalledPackage> Packages { get; private set; } = [];

    /// <summary>Dependencies that lead outside the root, where nothing is known of them.</summary>
    public List<OutsideDependence> Outside { get; } = [];

    /// <summary>Installed packages that count as needing nothing, as their manifests cannot be read; by path.</summary>
    public IEnumerable<Failure> Unreadable =>
        graph.Unreadable.Keys.OrderBy(directory => directory.Path).Select(directory => graph.Unreadable[directory]);

    /// <summary>Takes stock of a workspace.</summary>
    public static Inventory Take(IReadOnlyList<Project> projects, Follower follower, IKnowledge knowledge)
    {
        var inventory = new Inventory(new(projects, follower, knowledge) { IsLenient = true }, knowledge);
        foreach (var project in projects)
        {
            inventory.Add(project.Directory);
        }

        while (inventory.waiting.TryDequeue(out var package))
        {
            inventory.Ask(package);
        }

        foreach (var project in projects)
        {
            if (ModuleTree.Of(project.Directory) is { IsDirectory: true } tree)
            {
                inventory.Search(tree.Directory);
            }
        }

        // What nobody leads to is asked last: it may lead to others of its kind.
        while (inventory.waiting.TryDequeue(out var package))
        {
            inventory.Ask(package);
        }

        inventory.Packages = [.. inventory.packages.Values.OrderBy(package => package.Path)];
        for (var i = 0; i < inventory.Packages.Count; i++)
        {
            inventory.Packages[i].Number = i;
        }

        inventory.Measure(isProduction: false);
        inventory.Measure(isProduction: true);
        foreach (var package in inventory.Packages)
        {
            package.NeededBy.Sort(Nearer);
        }

        return inventory;
    }

    /// <summary>The package at a directory; null where there is none.</summary>
    public InstalledPackage? At(DirectoryNode directory) => packages.GetValueOrDefault(directory);

    /// <summary>The package that a directory belongs to; null for what lies in a node_modules outside every package.</summary>
    public InstalledPackage? Around(DirectoryNode directory)
    {
        for (var node = directory; node is not null; node = node.Parent)
        {
            if (packages.TryGetValue(node, out var package))
            {
                return package;
            }

            if (node.Name.SequenceEqual(ModuleTree.Name))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The package for which an isolated store has made a directory, or the node_modules in it; null for any other.</summary>
    public InstalledPackage? InEntry(DirectoryNode directory) =>
        Packages.FirstOrDefault(package =>
            package.Package.Beside is { } beside && (beside == directory || beside.Parent == directory)
        );

    private InstalledPackage Add(DirectoryNode directory)
    {
        if (!packages.TryGetValue(directory, out var package))
        {
            package = new(graph.At(directory));
            packages.Add(directory, package);
            waiting.Enqueue(package);
        }

        return package;
    }

    private void Ask(InstalledPackage package)
    {
        Dependency? last = null;
        foreach (var edge in graph.EdgesOf(package.Package, DependencyChoice.All))
        {
            // A name of several lists counts by the first, which says most.
            if (last is not null && last.Name.Equals(edge.Dependency.Name))
            {
                continue;
            }

            last = edge.Dependency;
            if (edge.Resolution.Ending == Ending.Outside)
            {
                Outside.Add(new(package, edge));
            }
            else if (edge.Target is { } target)
            {
                // What is no package may be a part of one: a link to a project's dist.
                var on = graph.IsPackage(target) ? Add(target) : Around(target) ?? Add(target);
                if (on != package)
                {
                    var dependence = new Dependence(package, on, edge);
                    package.Needs.Add(dependence);
                    on.NeededBy.Add(dependence);
                }
            }
        }
    }

    // Every package that stands in a node_modules by itself, and those in its own; stores (.pnpm, .bun) hold a node_modules an entry.
    private void Search(DirectoryNode tree)
    {
        foreach (var directory in ModuleTree.DirectoriesIn(tree, knowledge))
        {
            SearchPackage(directory);
        }
    }

    private void SearchPackage(DirectoryNode directory)
    {
        if (graph.IsPackage(directory))
        {
            Add(directory);
            SearchTreeOf(directory);
        }
        else if (directory.Name is [(byte)'.', ..])
        {
            SearchTreeOf(directory);
            foreach (var entry in knowledge.DirectoriesIn(directory))
            {
                SearchTreeOf(entry);
            }
        }
    }

    private void SearchTreeOf(DirectoryNode directory)
    {
        if (ModuleTree.Of(knowledge.Read(directory)) is { IsDirectory: true } tree)
        {
            Search(tree.Directory);
        }
    }

    // Breadth first from all projects at once.
    private void Measure(bool isProduction)
    {
        var queue = new Queue<InstalledPackage>();
        foreach (var package in Packages)
        {
            if (package.Package.IsProject)
            {
                package.SetDistance(isProduction, 0);
                queue.Enqueue(package);
            }
        }

        while (queue.TryDequeue(out var package))
        {
            foreach (var dependence in package.Needs)
            {
                if (
                    (!isProduction || dependence.IsForProduction)
                    && dependence.On.Distance(isProduction) == InstalledPackage.Never
                )
                {
                    dependence.On.SetDistance(isProduction, package.Distance(isProduction) + 1);
                    queue.Enqueue(dependence.On);
                }
            }
        }
    }

    private static int Nearer(Dependence one, Dependence other) =>
        one.By.Distance(false).CompareTo(other.By.Distance(false)) is var near and not 0 ? near
        : one.By.Path.CompareTo(other.By.Path) is var path and not 0 ? path
        : one.Edge.Dependency.Name.CompareTo(other.Edge.Dependency.Name);
}

/// <summary>That a package depends on something outside the root.</summary>
internal sealed record OutsideDependence(InstalledPackage By, Edge Edge);
