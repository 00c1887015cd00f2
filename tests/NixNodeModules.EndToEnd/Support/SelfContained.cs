using Mono.Unix.Native;
using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>What a tree must not hold if it is to stand alone, asked of the kernel.</summary>
internal static class SelfContained
{
    /// <summary>Fails unless the tree has no link that is broken, loops, is absolute or leads out of it.</summary>
    public static void Check(string top) => Assert.Equal([], Findings(top));

    /// <summary>Each link that is broken, loops, is absolute or leads out of the tree.</summary>
    public static IReadOnlyList<string> Findings(string top)
    {
        var tree = TreeSnapshot.Of(top);
        return [.. tree.Links.Select(link => Finding(tree, link)).OfType<string>()];
    }

    /// <summary>Each link of a node_modules whose package has a package.json in the source and none here.</summary>
    public static IReadOnlyList<string> Skeletons(string source, string output)
    {
        var tree = TreeSnapshot.Of(output);
        return
        [
            .. tree
                .Links.Where(link =>
                    Kernel.Look($"{source}/{link}/package.json") is not null
                    && Kernel.Resolve($"{output}/{link}") is not null
                    && Kernel.Look($"{output}/{link}/package.json") is null
                )
                .Select(link => $"{link}: skeleton"),
        ];
    }

    private static string? Finding(TreeSnapshot tree, string link)
    {
        var text = tree.Nodes[link].Content;
        var target = Kernel.Resolve(tree.PathOf(link), out var errno);
        return errno == Errno.ELOOP ? $"{link} -> {text}: loops"
            : target is null ? $"{link} -> {text}: {errno}"
            : text.StartsWith('/') ? $"{link} -> {text}: is absolute"
            : target != tree.Top && !target.StartsWith(tree.Top + "/", StringComparison.Ordinal) ? $"{link} -> {text}: leads out"
            : null;
    }
}
