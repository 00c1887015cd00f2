using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>Whether links mean in an output what they meant in its source.</summary>
internal static class SameResolutions
{
    /// <summary>Fails unless each link of the output that resolved in the source leads to the same relative place, and to the same things.</summary>
    public static void Check(string source, string output) =>
        Assert.Equal([], Findings(TreeSnapshot.Of(source), TreeSnapshot.Of(output)));

    /// <summary>Each link of the output that resolved in the source and does not lead to the same relative place, or to less than there.</summary>
    public static IReadOnlyList<string> Findings(TreeSnapshot source, TreeSnapshot output) =>
        [.. output.Links.Where(source.Nodes.ContainsKey).Select(link => Finding(source, output, link)).OfType<string>()];

    private static string? Finding(TreeSnapshot source, TreeSnapshot output, string link)
    {
        if (Below(source, Kernel.Resolve(source.PathOf(link))) is not { } wanted)
        {
            return null;
        }

        var found = Below(output, Kernel.Resolve(output.PathOf(link)));
        return found != wanted ? $"{link}: leads to '{found ?? "nothing"}' and not to '{wanted}'"
            : Missing(source, output, wanted).ToList() is { Count: > 0 } missing
                ? $"{link}: {wanted} has lost {string.Join(", ", missing)}"
            : source.Nodes[wanted].Content != output.Nodes[wanted].Content ? $"{link}: {wanted} has other bytes"
            : null;
    }

    // Not what led nowhere in the source already: that may be left out on request.
    private static IEnumerable<string> Missing(TreeSnapshot source, TreeSnapshot output, string path) =>
        Names(source, path)
            .Except(Names(output, path), StringComparer.Ordinal)
            .Where(name => Kernel.Resolve($"{source.PathOf(path)}/{name}") is not null);

    // What a directory holds; of the root only its files, since the projects in it come along only where something needs them.
    private static IEnumerable<string> Names(TreeSnapshot tree, string path)
    {
        var names = tree.Nodes[path].IsDirectory ? Kernel.List(tree.PathOf(path)) : [];
        return path.Length > 0 ? names : names.Where(name => name != ".git" && !tree.Nodes[name].IsDirectory);
    }

    private static string? Below(TreeSnapshot tree, string? physical) =>
        physical == tree.Top ? ""
        : physical?.StartsWith(tree.Top + "/", StringComparison.Ordinal) == true ? physical[(tree.Top.Length + 1)..]
        : null;
}
