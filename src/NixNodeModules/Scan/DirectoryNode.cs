using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>
/// A directory of a tree in memory: a source as far as it has been read, an output as planned, or an output as finished. A
/// directory is where it is by its parent and its place in the parent's listing; it is unread until it has a listing.
/// </summary>
internal sealed class DirectoryNode
{
    // The metadata of a tree's top, which no listing holds.
    private readonly FileStatus[]? top;
    private DirectoryNode?[]? children;

    private DirectoryNode(DirectoryNode? parent, int index, FileStatus[]? top)
    {
        Parent = parent;
        Tree = parent?.Tree ?? this;
        Index = index;
        this.top = top;
    }

    /// <summary>The directory that holds this one; null for the top of the tree.</summary>
    public DirectoryNode? Parent { get; }

    /// <summary>This directory's place in its parent's listing.</summary>
    public int Index { get; }

    /// <summary>What the directory holds; null as long as it has not been read.</summary>
    public Listing? Listing { get; private set; }

    /// <summary>For a planned directory: the directory of the source whose files, mode and times it takes.</summary>
    public DirectoryNode? Source { get; init; }

    /// <summary>For the top of a tree outside the workspace root: where it lies.</summary>
    public ExternalTree? External { get; private init; }

    /// <summary>The top of the tree.</summary>
    public DirectoryNode Tree { get; }

    /// <summary>The directory's own metadata.</summary>
    public ref readonly FileStatus Status => ref Parent is null ? ref top![0] : ref Parent.Listing![Index].Status;

    /// <summary>The name in the parent; empty for the top.</summary>
    public ReadOnlySpan<byte> Name => Parent is null ? default : Parent.Listing!.Name(Index);

    /// <summary>The path from the top of the tree; empty for the top.</summary>
    public BytePath Path => PathBelow(null);

    /// <summary>This directory and those above it, up to the top of the tree.</summary>
    public IEnumerable<DirectoryNode> Upward()
    {
        for (var node = this; node is not null; node = node.Parent)
        {
            yield return node;
        }
    }

    /// <summary>The top of a tree, unread.</summary>
    public static DirectoryNode Top(in FileStatus status, DirectoryNode? source = null, ExternalTree? external = null) =>
        new(null, -1, [status]) { Source = source, External = external };

    /// <summary>Gives the directory what it holds; once.</summary>
    public void Fill(Listing listing)
    {
        children = listing.DirectoryCount == 0 ? null : new DirectoryNode?[listing.DirectoryCount];
        Listing = listing;
    }

    /// <summary>The directory at entry <paramref name="index"/> of the listing, made on first use. Not for several threads at once.</summary>
    public DirectoryNode Child(int index, DirectoryNode? source = null) =>
        children![Listing![index].Ordinal] ??= new(this, index, null) { Source = source };

    /// <summary>The path of entry <paramref name="index"/> from the top of the tree.</summary>
    public BytePath PathOf(int index) => Path.Join(Listing!.Name(index));

    /// <summary>The path from a directory above, or from the top of the tree; empty for that directory itself.</summary>
    public BytePath PathBelow(DirectoryNode? above)
    {
        var length = 0;
        for (var node = this; node.Parent is not null && node != above; node = node.Parent)
        {
            length += node.Name.Length + 1;
        }

        if (length == 0)
        {
            return BytePath.Empty;
        }

        var path = new byte[length];
        var end = length;
        for (var node = this; node.Parent is not null && node != above; node = node.Parent)
        {
            path[--end] = (byte)'/';
            end -= node.Name.Length;
            node.Name.CopyTo(path.AsSpan(end));
        }

        return BytePath.From(path.AsSpan(0, length - 1));
    }

    /// <summary>Whether this is <paramref name="other"/> or holds it at some depth.</summary>
    public bool Contains(DirectoryNode other)
    {
        for (var node = other; node is not null; node = node.Parent)
        {
            if (ReferenceEquals(node, this))
            {
                return true;
            }
        }

        return false;
    }
}
