using NixNodeModules.Paths;

namespace NixNodeModules.Posix;

/// <summary>
/// A directory that the caller named, held open: everything below it is reached from its descriptor and no link on the way is
/// followed, so that nothing that happens to the tree meanwhile leads elsewhere.
/// </summary>
internal sealed class HeldDirectory(Descriptor descriptor, BytePath path) : IDisposable
{
    /// <summary>The open descriptor.</summary>
    public int Fd => descriptor.Value;

    /// <summary>The path for messages.</summary>
    public BytePath Path { get; } = path;

    /// <summary>
    /// Opens the directory at a path below, for reading and as a place for new entries. Throws <see cref="PosixFailure"/>, with ELOOP or
    /// ENOTDIR where a component has become a link or a file.
    /// </summary>
    public Descriptor Open(BytePath relative) =>
        FileSystem.TryOpenDirectoryBelow(Fd, relative, out var errno) is { } opened
            ? opened
            : throw new PosixFailure("cannot open the directory", Path.Join(relative.Span), "openat2", errno);

    /// <summary>The same for a directory that was seen there before: <see cref="SourceChanged"/> where it is one no more.</summary>
    public Descriptor OpenSeen(BytePath relative)
    {
        if (FileSystem.TryOpenDirectoryBelow(Fd, relative, out var errno) is { } opened)
        {
            return opened;
        }

        SourceChanged.ThrowOr("cannot open the directory", Path.Join(relative.Span), "openat2", errno);
        return default;
    }

    public void Dispose() => descriptor.Dispose();
}
