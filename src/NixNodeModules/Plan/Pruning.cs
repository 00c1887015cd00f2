using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>A package that dependencies lead to, and the first way there: the shortest, and by name among those.</summary>
/// <param name="Package">The package.</param>
/// <param name="By">The package that depends on it; null for one that the walk began with, or that something else than a dependency led to.</param>
/// <param name="Via">The dependency, where another package has one.</param>
internal sealed record ReachedPackage(Package Package, ReachedPackage? By, Dependency? Via)
{
    /// <summary>The packages from the first to this one.</summary>
    public IReadOnlyList<ReachedPackage> Chain()
    {
        var chain = new List<ReachedPackage>();
        for (var step = this; step is not null; step = step.By)
        {
            chain.Insert(0, step);
        }

        return chain;
    }
}

/// <summary>A dependency that a package needs and that is not installed.</summary>
internal sealed record MissingDependency(ReachedPackage By, Dependency Dependency)
{
    /// <summary>Whether the package, or a project on the way to it, says that it can be done without.</summary>
    public bool IsDispensable =>
        By.Chain().Any(step => step.Package.IsProject && step.Package.Manifest.Dependencies.Dispensable.Contains(Dependency.Name))
        || By.Package.Manifest.Dependencies.Dispensable.Contains(Dependency.Name);

    /// <summary>What is missing, for people, with the way to what misses it.</summary>
    public override string ToString() =>
        $"{string.Join(" > ", By.Chain().Select(step => step.Package.DisplayName))} depends on {Dependency.Name.Display}, which is not installed";
}

/// <summary>Walks from packages along their dependencies, breadth first, and keeps account of what it came to.</summary>
internal sealed class Pruning(PackageGraph graph, DependencyChoice choice, IReadOnlyList<Project> projects)
{
    private readonly Queue<ReachedPackage> waiting = new();
    private readonly Dictionary<DirectoryNode, ReachedPackage> reached = [];
    private readonly HashSet<DirectoryNode> projectDirectories = projects.Select(project => project.Directory).ToHashSet();
    private readonly List<MissingDependency> missing = [];
    private readonly HashSet<BytePath> found = [];

    /// <summary>How many packages there are whose dependencies have not been looked at.</summary>
    public int Waiting => waiting.Count;

    /// <summary>What was come to, in the order of the walk.</summary>
    public IReadOnlyCollection<ReachedPackage> Reached => reached.Values;

    /// <summary>What was needed and not found, in the order of the walk.</summary>
    public IReadOnlyList<MissingDependency> Missing => missing;

    /// <summary>The names that were to be kept and that no package finds.</summary>
    public IEnumerable<BytePath> NotFound => choice.Keep.Where(name => !found.Contains(name));

    /// <summary>Whether the walk came to a package.</summary>
    public bool HasReached(DirectoryNode directory) => reached.ContainsKey(directory);

    /// <summary>Whether a package's own node_modules is for its dependencies alone; one that was published with some brings it along.</summary>
    public bool HasPrunedTree(DirectoryNode directory) =>
        graph.IsPackage(directory)
        && graph.At(directory) is var package
        && (package.IsProject || !package.Manifest.Dependencies.IsBundling);

    /// <summary>
    /// Adds a directory that something leads to. Where it is no package, or no more than a part of a project, its code finds what the
    /// project depends on.
    /// </summary>
    public void Reach(DirectoryNode directory, ReachedPackage? by = null, Dependency? via = null)
    {
        var isPackage = graph.IsPackage(directory);
        if (isPackage)
        {
            Add(directory, by, via);
        }

        if (
            !projectDirectories.Contains(directory)
            && ProjectAround(directory) is { } project
            && !(isPackage && project.Parent is null)
        )
        {
            Add(project, by, via);
        }
    }

    /// <summary>The dependencies of the next package; what they lead to is added.</summary>
    public IEnumerable<Edge> Next()
    {
        var package = waiting.Dequeue();
        foreach (var edge in graph.EdgesOf(package.Package, choice))
        {
            if (edge.Holder is null)
            {
                if (edge.Dependency.IsRequired)
                {
                    missing.Add(new(package, edge.Dependency));
                }

                continue;
            }

            if (edge.Dependency.Kind == DependencyKind.Kept)
            {
                found.Add(edge.Dependency.Name);
            }

            if (edge.Target is { } target)
            {
                Reach(target, package, edge.Dependency);
            }

            yield return edge;
        }
    }

    /// <summary>The project that a directory is part of; null for what lies in a node_modules.</summary>
    public DirectoryNode? ProjectAround(DirectoryNode directory)
    {
        for (var node = directory; node is not null && !node.Name.SequenceEqual(ModuleTree.Name); node = node.Parent)
        {
            if (projectDirectories.Contains(node))
            {
                return node;
            }
        }

        return null;
    }

    private void Add(DirectoryNode directory, ReachedPackage? by, Dependency? via)
    {
        if (!reached.ContainsKey(directory))
        {
            var added = new ReachedPackage(graph.At(directory), by, via);
            reached.Add(directory, added);
            waiting.Enqueue(added);
        }
    }
}
