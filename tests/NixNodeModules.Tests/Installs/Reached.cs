using NixNodeModules.Dependencies;
using NixNodeModules.Posix;

namespace NixNodeModules.Tests.Installs;

/// <summary>What of an install the dependencies reach, found from the graph and with Node's own lookup.</summary>
internal sealed class Reached
{
    private readonly PruneCase wanted;
    private readonly Graph graph;
    private readonly Install install;
    private readonly NodeLookup lookup;
    private readonly HashSet<string> links;
    private readonly Dictionary<string, List<(string Name, string? Place)>> found = [];

    public Reached(PruneCase wanted, Graph graph, Install install)
    {
        this.wanted = wanted;
        this.graph = graph;
        this.install = install;
        lookup = new(install.Tree.Entries);
        links = install.Tree.Entries.Where(line => line.Kind == FileKind.Link).Select(line => line.Path).ToHashSet();
        Starts = wanted.Focus.Count > 0 ? [.. wanted.Focus.Select(Graph.Project)] : [.. wanted.Projects];
        var waiting = new Queue<string>(Starts);
        while (waiting.TryDequeue(out var place))
        {
            if (found.ContainsKey(place))
            {
                continue;
            }

            found.Add(place, [.. NamesOf(place).Distinct()]);
            foreach (var (_, target) in found[place])
            {
                if (target is not null)
                {
                    waiting.Enqueue(target);
                    if (graph.IsProject(target))
                    {
                        LinkedProjects.Add(target);
                    }
                }
            }
        }
    }

    public IReadOnlyList<string> Starts { get; }

    /// <summary>Places of packages and projects.</summary>
    public IReadOnlyCollection<string> Places => found.Keys;

    /// <summary>Projects that others depend on.</summary>
    public HashSet<string> LinkedProjects { get; } = [];

    /// <summary>What a reached package finds, or does not, for the names that count.</summary>
    public IReadOnlyList<(string Name, string? Place)> Of(string place) => found[place];

    private IEnumerable<(string Name, string? Place)> NamesOf(string place)
    {
        var package = install.PackageAt[place];
        var isProject = graph.IsProject(package);
        var isInStore = Install.IsIsolated(wanted.Linker) && !isProject && !package.EndsWith("@9", StringComparison.Ordinal);
        foreach (
            var need in graph
                .Of(package)
                .Where(need => Counts(need.Kind) && (isProject || need.Kind != DependencyKind.Development))
        )
        {
            var target = lookup.Find(place, need.Name);
            if (need.To.Length > 0)
            {
                Xunit.Assert.Equal(Graph.Project(need.To), target is null ? null : install.PackageAt[target]);
            }
            else if (isInStore && need.Kind == DependencyKind.OptionalPeer)
            {
                // What pnpm and Bun have not put beside it is not meant, whoever else has it hoisted.
                continue;
            }

            yield return (need.Name, target);
        }

        // A package that was published with a node_modules has that as it is, and links there bring the projects that they lead to.
        foreach (var need in graph.Of(package).Any(need => need.IsBundled) ? graph.Of(package) : [])
        {
            if (links.Contains($"{place}/node_modules/{need.Name}") && lookup.Find(place, need.Name) is { } linked)
            {
                yield return (need.Name, linked);
            }
        }

        foreach (var keep in wanted.Choice.Keep)
        {
            yield return (keep.ToString(), lookup.Find(place, keep.ToString()));
        }
    }

    private bool Counts(DependencyKind kind) =>
        kind switch
        {
            DependencyKind.Development => !wanted.Choice.IsProduction,
            DependencyKind.Optional => !wanted.Choice.OmitsOptional,
            DependencyKind.Peer or DependencyKind.OptionalPeer => !wanted.Choice.OmitsPeer,
            _ => true,
        };
}
