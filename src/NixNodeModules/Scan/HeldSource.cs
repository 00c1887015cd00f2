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
    public Descriptor OpenSeen(DirectoryNode directory) =>
        directory.Tree.External is { } external
            ? OpenOutside(external.Location.Join(directory.Path.Span))
            : Root.OpenSeen(directory.Path);

    /// <summary>The same for an absolute physical path outside the root.</summary>
    public Descriptor OpenOutside(BytePath path) => World!.OpenSeen(BytePath.From(path.Span[1..]));

    /// <summary>The path of a directory of the source, for messages.</summary>
    public BytePath PathOf(DirectoryNode directory) => (directory.Tree.External?.Location ?? Root.Path).Join(directory.Path.Span);
}
