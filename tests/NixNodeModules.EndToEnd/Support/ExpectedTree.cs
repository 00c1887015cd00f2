using Mono.Unix.Native;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// What materialize-workspace has to export, told again from the contract by other means than the product's: by paths and the kernel. The
/// node_modules of all projects but for state files; all that their links need, and those of what that brings; nothing else.
/// </summary>
internal sealed class ExpectedTree
{
    private static readonly string[] VersionControl = [".git", ".hg", ".svn", ".jj", ".sl", ".bzr", "_darcs", "CVS"];

    private readonly TreeSnapshot source;
    private readonly IReadOnlyCollection<string> projects;
    private readonly HashSet<string> wanted = new(StringComparer.Ordinal) { "" };
    private readonly HashSet<string> whole = new(StringComparer.Ordinal);
    private readonly HashSet<string> rewritten = new(StringComparer.Ordinal);
    private readonly Queue<string> links = new();

    private ExpectedTree(TreeSnapshot source, IReadOnlyCollection<string> projects) =>
        (this.source, this.projects) = (source, projects);

    /// <summary>The expectation for a source whose projects lie at these paths, the root's being empty.</summary>
    public static ExpectedTree Of(TreeSnapshot source, IReadOnlyCollection<string> projects)
    {
        var tree = new ExpectedTree(source, projects);
        foreach (var moduleTree in projects.Select(project => project.Length == 0 ? "node_modules" : $"{project}/node_modules"))
        {
            if (source.Nodes.TryGetValue(moduleTree, out var node))
            {
                tree.Take(moduleTree, node.IsDirectory);
            }
        }

        while (tree.links.TryDequeue(out var link))
        {
            tree.Follow(link);
        }

        return tree;
    }

    /// <summary>The projects of an installed workspace: each directory outside every node_modules that has one.</summary>
    public static IReadOnlyCollection<string> ProjectsOf(TreeSnapshot source) =>
        [
            .. source
                .Nodes.Keys.Where(path => path == "node_modules" || path.EndsWith("/node_modules", StringComparison.Ordinal))
                .Select(path => path[..Math.Max(path.LastIndexOf('/'), 0)])
                .Where(path => !path.Split('/').Contains("node_modules", StringComparer.Ordinal)),
        ];

    /// <summary>Where an output is not what it has to be: too much, too little, or not kept as it was.</summary>
    /// <param name="output">The output.</param>
    /// <param name="dropped">Links that are left out on request.</param>
    public IReadOnlyList<string> Differences(TreeSnapshot output, Func<string, bool>? dropped = null)
    {
        var expected = wanted.Where(path => dropped?.Invoke(path) != true && !IsState(path)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. expected.Where(path => !output.Nodes.ContainsKey(path)).Select(path => $"'{path}' is missing"),
            .. output.Nodes.Keys.Where(path => !expected.Contains(path)).Select(path => $"'{path}' is too much"),
            .. expected.Where(output.Nodes.ContainsKey).Select(path => Difference(path, output.Nodes[path])).OfType<string>(),
            .. HardlinkDifferences(output),
        ];
    }

    private string? Difference(string path, Node found)
    {
        var original = source.Nodes[path];
        var kept = (original with { Mode = original.Mode & ~(FilePermissions.S_ISUID | FilePermissions.S_ISGID) });
        if (rewritten.Contains(path) || source.IsShimWithPlaces(path))
        {
            (kept, found) = (kept with { Content = "" }, found with { Content = "" });
        }

        return kept.Described == found.Described ? null : $"'{path}': {kept.Described} became {found.Described}";
    }

    // What is one file in the source is one in the output, and no two files become one.
    private IEnumerable<string> HardlinkDifferences(TreeSnapshot output)
    {
        var files = output.Nodes.Where(pair => pair.Value.IsFile && source.Nodes.ContainsKey(pair.Key)).ToList();
        return files
            .GroupBy(pair => source.Nodes[pair.Key].Identity)
            .Where(names => names.Select(pair => pair.Value.Identity).Distinct().Count() > 1)
            .Select(names => $"no longer one file: {string.Join(", ", names.Select(pair => pair.Key))}")
            .Concat(
                files
                    .GroupBy(pair => pair.Value.Identity)
                    .Where(names => names.Select(pair => source.Nodes[pair.Key].Identity).Distinct().Count() > 1)
                    .Select(names => $"one file now: {string.Join(", ", names.Select(pair => pair.Key))}")
            );
    }

    private void Follow(string link)
    {
        var walk = LinkWalk.Of(source, link);
        if (walk.Target is not { } target)
        {
            // Kept on request: it leads where it led, so that what it crosses in the tree comes along.
            walk.Crossed.ForEach(step => Take(step, isWhole: false));
            return;
        }

        if (walk.LeavesTree)
        {
            rewritten.Add(link);
        }
        else
        {
            walk.Crossed.ForEach(step => Take(step, isWhole: false));
        }

        if (target.Length == 0)
        {
            foreach (var path in source.Nodes.Keys.Where(IsRootsOwn))
            {
                Take(path, isWhole: false);
            }
        }
        else
        {
            Take(target, source.Nodes[target].IsDirectory);
        }
    }

    private bool IsRootsOwn(string path) =>
        !Array.Exists(VersionControl, name => IsAtOrBelow(path, name))
        && !projects.Any(project => project.Length > 0 && IsAtOrBelow(path, project));

    private void Take(string path, bool isWhole)
    {
        if (isWhole && whole.Add(path))
        {
            foreach (var below in source.Nodes.Keys.Where(below => below != path && IsAtOrBelow(below, path)))
            {
                Take(below, isWhole: false);
            }
        }

        for (var at = path; wanted.Add(at); at = at[..Math.Max(at.LastIndexOf('/'), 0)])
        {
            if (source.Nodes[at].IsLink)
            {
                links.Enqueue(at);
            }
        }
    }

    // No fixture has links that lead to one.
    private bool IsState(string path) =>
        projects.Any(project =>
        {
            var tree = project.Length == 0 ? "node_modules" : $"{project}/node_modules";
            return source.Nodes.TryGetValue(tree, out var node)
                && node.IsDirectory
                && (
                    IsAtOrBelow(path, $"{tree}/.cache")
                    || path == $"{tree}/.modules.yaml"
                    || path == $"{tree}/.pnpm-workspace-state-v1.json"
                    || path == $"{tree}/.yarn-state.yml"
                    || path == $"{tree}/.yarn-integrity"
                );
        });

    private static bool IsAtOrBelow(string path, string directory) =>
        path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);
}
