using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>
/// What an export reads from: the workspace root, held open; and, where what lies outside it is vendored, the root of the file system. One
/// descriptor for all of those trees, since a store has thousands: each is reached by its physical path, and a link that has come into
/// that is not followed.
/// </summary>
/// <param name="Root">The workspace root.</param>
/// <param name="World">The root of the file system; null where nothing outside the workspace root is read.</param>
internal sealed record HeldSource(HeldDirectory Root, HeldDirectory? World = null)
{
    /// <summary>Opens a directory of the source; <see cref="SourceChanged"/> where it is one no more.</summary>
    public Descriptor OpenSeen(DirectoryNode directory)
    {
        if (TryOpen(directory, out var errno) is { } opened)
        {
            return opened;
        }

        SourceChanged.ThrowOr("cannot open the directory", PathOf(directory), "openat2", errno);
        return default;
    }

    /// <summary>Opens a directory of the source; null and the error number where that fails.</summary>
    public Descriptor? TryOpen(DirectoryNode directory, out int errno) =>
        directory.Tree.External is { } external
            ? FileSystem.TryOpenDirectoryBelow(World!.Fd, Below(external.Location.Join(directory.Path.Span)), out errno)
            : FileSystem.TryOpenDirectoryBelow(Root.Fd, directory.Path, out errno);

    /// <summary>The same for an absolute physical path outside the root.</summary>
    public Descriptor OpenOutside(BytePath path) => World!.OpenSeen(Below(path));

    /// <summary>The path of a directory of the source, for messages.</summary>
    public BytePath PathOf(DirectoryNode directory) => (directory.Tree.External?.Location ?? Root.Path).Join(directory.Path.Span);

    private static BytePath Below(BytePath absolute) => BytePath.From(absolute.Span[1..]);
}
