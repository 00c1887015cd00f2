using NixNodeModules.Paths;

namespace NixNodeModules.Scan;

/// <summary>What stands at a path outside the tree.</summary>
internal enum OutsideKind : byte
{
    Missing,
    File,
    Directory,
    Link,

    /// <summary>Something that this user may not look at: it is outside, whatever it is.</summary>
    Closed,
}

/// <summary>
/// What has been looked up outside the workspace root: links of the workspace may lead out, and back in. Paths are absolute and physical.
/// </summary>
/// <param name="root">The root's own physical path.</param>
internal sealed class Outside(BytePath root)
{
    private readonly Dictionary<BytePath, Seen> known = [];
    private readonly Dictionary<BytePath, DirectoryNode> trees = [];

    /// <summary>The physical path of the tree's top.</summary>
    public BytePath Root { get; } = root;

    /// <summary>The user's home directory; null where that is not known.</summary>
    public BytePath? Home { get; init; }

    /// <summary>The top of the tree that has been taken in at a path; null where there is none.</summary>
    public DirectoryNode? TreeAt(BytePath path) => trees.Count == 0 ? null : trees.GetValueOrDefault(path);

    /// <summary>The top of the tree that has been taken in at a path or above it; null where there is none.</summary>
    public DirectoryNode? TreeAround(BytePath path)
    {
        for (var at = path; trees.Count > 0 && at.Span.Length > 1; at = at.Parent)
        {
            if (trees.TryGetValue(at, out var tree))
            {
                return tree;
            }
        }

        return null;
    }

    /// <summary>
    /// Takes in a tree: paths lead into it from now on. Trees that lie in it are no trees of their own any more; gives whether there
    /// were any, since what was followed into them before is to be followed anew.
    /// </summary>
    public bool TakeIn(DirectoryNode tree)
    {
        var location = tree.External!.Location;
        var within = trees.Keys.Where(location.Contains).ToList();
        foreach (var path in within)
        {
            trees.Remove(path);
        }

        trees.Add(location, tree);
        return within.Count > 0;
    }

    /// <summary>What stands at a path, and a link's text; false as long as that has not been looked up.</summary>
    public bool TryGet(BytePath path, out OutsideKind kind, out BytePath? text)
    {
        var isKnown = known.TryGetValue(path, out var seen);
        (kind, text) = (seen?.Kind ?? OutsideKind.Missing, seen?.Text);
        return isKnown;
    }

    /// <summary>Takes in what a look-up gave.</summary>
    public void Learn(BytePath path, OutsideKind kind, BytePath? text = null) => known[path] = new(kind, text);

    private sealed record Seen(OutsideKind Kind, BytePath? Text);
}
