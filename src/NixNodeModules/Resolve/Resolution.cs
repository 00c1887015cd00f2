using NixNodeModules.Paths;
using NixNodeModules.Scan;

namespace NixNodeModules.Resolve;

/// <summary>Where following a link ends.</summary>
internal enum Ending : byte
{
    /// <summary>At a file or directory in the tree.</summary>
    Inside,

    /// <summary>At a file or directory outside the tree.</summary>
    Outside,

    /// <summary>Nowhere: a component is missing, is no directory or has too long a name (ENOENT, ENOTDIR, ENAMETOOLONG).</summary>
    Dangling,

    /// <summary>Nowhere: more than 40 links on the way (ELOOP).</summary>
    Looping,

    /// <summary>Not known before <see cref="Resolution.Need"/> has been read.</summary>
    Unknown,
}

/// <summary>A place in a tree: a directory, or an entry of one that is not a directory.</summary>
/// <param name="Directory">The directory, or the one that holds the entry.</param>
/// <param name="Index">The entry's place in the directory's listing; -1 for the directory itself.</param>
internal readonly record struct Place(DirectoryNode Directory, int Index = -1)
{
    /// <summary>Whether the place is a directory.</summary>
    public bool IsDirectory => Index < 0;

    /// <summary>The path from the top of the tree; the absolute one where that lies outside the workspace root.</summary>
    public BytePath Path
    {
        get
        {
            var path = IsDirectory ? Directory.Path : Directory.PathOf(Index);
            return Directory.Tree.External is { } external ? external.Location.Join(path.Span) : path;
        }
    }
}

/// <summary>What must be read before a link can be followed further: a directory of the tree, or a path outside it.</summary>
internal readonly record struct Need(DirectoryNode? Directory, BytePath? OutsidePath);

/// <summary>Where a link leads, as a value.</summary>
internal readonly record struct Resolution(Ending Ending)
{
    /// <summary>The physical target, where it lies in the tree.</summary>
    public Place Target { get; init; }

    /// <summary>The physical target, where it lies outside; or the path at which nothing was found.</summary>
    public BytePath? OutsidePath { get; init; }

    /// <summary>What to read first, where the ending is not known.</summary>
    public Need Need { get; init; }

    /// <summary>
    /// Whether the link's own text, apart from links that it crosses, passes through a directory outside the tree: it is absolute, or it
    /// climbs above the top. Such a text means something else wherever the tree is copied to.
    /// </summary>
    public bool LeavesTree { get; init; }
}
