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

    /// <summary>The physical path of the tree's top.</summary>
    public BytePath Root { get; } = root;

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
