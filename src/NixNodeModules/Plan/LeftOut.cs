using NixNodeModules.Dependencies;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>Why an installed package is not in an export.</summary>
internal enum LeftOutReason : byte
{
    /// <summary>Only kinds of dependencies that <c>--omit</c> names lead there.</summary>
    Omitted,

    /// <summary>Only <c>devDependencies</c> lead there.</summary>
    Development,

    /// <summary>Only projects lead there that are not in focus.</summary>
    OtherProjects,

    /// <summary>No dependency leads there.</summary>
    Undeclared,
}

/// <summary>An installed package that is not in an export.</summary>
/// <param name="Package">The package.</param>
/// <param name="Reason">Why it is not.</param>
/// <param name="Bytes">What its files hold; those of packages in its node_modules are theirs.</param>
internal sealed record LeftOutPackage(Package Package, LeftOutReason Reason, long Bytes);

/// <summary>
/// Finds what an export leaves out, and why: walks along dependencies again, each time with more of them. Reads all module trees, which
/// the export itself does not.
/// </summary>
internal sealed class LeftOut
{
    private readonly IReadOnlyList<Project> projects;
    private readonly IKnowledge knowledge;
    private readonly PackageGraph graph;
    private readonly Dictionary<DirectoryNode, LeftOutReason> reasons = [];

    private LeftOut(DirectoryNode top, IReadOnlyList<Project> projects, Outside outside, IKnowledge knowledge)
    {
        this.projects = projects;
        this.knowledge = knowledge;
        graph = new(projects, new(new(top, outside), knowledge), knowledge) { IsLenient = true };
    }

    /// <summary>The packages in module trees that a selection does not hold, sorted by path.</summary>
    public static IReadOnlyList<LeftOutPackage> Find(
        DirectoryNode top,
        IReadOnlyList<Project> projects,
        PlanRequest request,
        Selection selection,
        Outside outside,
        IKnowledge knowledge
    )
    {
        var leftOut = new LeftOut(top, projects, outside, knowledge);
        var wanted = request.Focus.Count > 0 ? request.Focus : projects;
        leftOut.Walk(wanted, DependencyChoice.All with { IsProduction = request.Choice!.IsProduction }, LeftOutReason.Omitted);
        leftOut.Walk(wanted, DependencyChoice.All, LeftOutReason.Development);
        leftOut.Walk(projects, DependencyChoice.All, LeftOutReason.OtherProjects);
        var packages = new List<LeftOutPackage>();
        foreach (var directory in leftOut.Installed())
        {
            if (!selection.Covers(directory))
            {
                packages.Add(
                    new(
                        leftOut.graph.At(directory),
                        leftOut.reasons.TryGetValue(directory, out var reason) ? reason : LeftOutReason.Undeclared,
                        BytesOf(directory)
                    )
                );
            }
        }

        packages.Sort((left, right) => left.Package.Directory.Path.CompareTo(right.Package.Directory.Path));
        return packages;
    }

    private void Walk(IReadOnlyList<Project> from, DependencyChoice choice, LeftOutReason reason)
    {
        var walk = new Pruning(graph, choice, projects);
        foreach (var project in from)
        {
            walk.Reach(project.Directory);
        }

        while (walk.Waiting > 0)
        {
            foreach (var _ in walk.Next()) { }
        }

        foreach (var reached in walk.Reached)
        {
            reasons.TryAdd(reached.Package.Directory, reason);
        }
    }

    // Real directories in module trees and in isolated stores, each with those in its own node_modules.
    private List<DirectoryNode> Installed()
    {
        var trees = new Stack<DirectoryNode>();
        var found = new List<DirectoryNode>();
        foreach (var project in projects)
        {
            Push(trees, project.Directory);
        }

        knowledge.ProvideAll([.. trees], _ => true);
        while (trees.TryPop(out var tree))
        {
            foreach (var directory in ModuleTree.DirectoriesIn(tree, knowledge))
            {
                if (directory.Parent == tree && directory.Name is [(byte)'.', ..])
                {
                    foreach (var entry in knowledge.DirectoriesIn(directory))
                    {
                        Push(trees, entry);
                    }

                    continue;
                }

                if (graph.IsPackage(directory))
                {
                    found.Add(directory);
                }

                Push(trees, directory);
            }
        }

        return found;
    }

    private static void Push(Stack<DirectoryNode> trees, DirectoryNode holder)
    {
        if (ModuleTree.Of(holder) is { IsDirectory: true } tree)
        {
            trees.Push(tree.Directory);
        }
    }

    private static long BytesOf(DirectoryNode package) =>
        Totals
            .Of(TreeWalk.Directories(package, child => child.Parent != package || !child.Name.SequenceEqual(ModuleTree.Name)))
            .Bytes;
}
