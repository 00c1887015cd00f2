using Mono.Unix.Native;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// What strip-workspace has to export, made the way of a shell: cp -a of the node_modules of all projects, then every link that the
/// kernel does not follow to something in a node_modules of the copy is removed, until there is none.
/// </summary>
internal static class StrippedReference
{
    /// <summary>Where an output differs from the reference, which is made in <paramref name="scratch"/>.</summary>
    public static IReadOnlyList<string> Differences(TreeSnapshot source, TreeSnapshot output, string scratch)
    {
        var copy = Path.Combine(scratch, "stripped-reference");
        Directory.CreateDirectory(copy);
        foreach (var project in ExpectedTree.ProjectsOf(source))
        {
            Kernel.MakeDirectories(Path.Combine(copy, project));
            Tool.Run("cp", "-a", Path.Combine(source.PathOf(project), "node_modules"), Path.Combine(copy, project));
        }

        var reference = TreeSnapshot.Of(copy);
        while (reference.Links.Where(link => IsStray(reference, link)).ToList() is { Count: > 0 } strays)
        {
            strays.ForEach(link => Kernel.Check(Syscall.unlink(reference.PathOf(link)), link));
            reference = TreeSnapshot.Of(copy);
        }

        // Removing links has given their directories another time, and those above the module trees were made just now.
        foreach (var (path, node) in reference.Nodes.Where(pair => pair.Value.IsDirectory).ToList())
        {
            reference.Nodes[path] = source.Nodes[path];
        }

        // Shims that name the place of installation are written anew; that they run, and name none, has tests of its own.
        foreach (var (path, node) in reference.Nodes.Where(pair => source.IsShimWithPlaces(pair.Key)).ToList())
        {
            reference.Nodes[path] = node with { Content = output.Nodes.GetValueOrDefault(path)?.Content ?? "" };
        }

        return reference.DifferencesTo(output);
    }

    private static bool IsStray(TreeSnapshot tree, string link) =>
        Kernel.Resolve(tree.PathOf(link)) is not { } target
        || !target.StartsWith(tree.Top + "/", StringComparison.Ordinal)
        || !target[tree.Top.Length..target.LastIndexOf('/')].Split('/').Contains("node_modules", StringComparer.Ordinal);
}
