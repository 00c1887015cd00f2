using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>Reads directories below a held one into a tree in memory. Each directory is read once.</summary>
internal sealed class Scanner(HeldDirectory held, int jobs)
{
    // Room for some hundred names a call; ext4 and tmpfs fill it with one call for all but huge directories.
    private const int BufferSize = 64 * 1024;

    private readonly Reader own = new(held);

    /// <summary>The top of the tree: the held directory, unread.</summary>
    public DirectoryNode Top() => DirectoryNode.Top(FileSystem.Stat(held.Fd, held.Path));

    /// <summary>Reads one directory, unless it has been read. Throws <see cref="PosixFailure"/> and <see cref="SourceChanged"/>.</summary>
    public void Read(DirectoryNode directory)
    {
        if (directory.Listing is null)
        {
            own.Read(directory);
        }
    }

    /// <summary>
    /// Reads directories and all that lies below them, on all threads; what <paramref name="enter"/> turns down is passed over.
    /// Throws <see cref="PosixFailure"/> for the first directory that cannot be read.
    /// </summary>
    public void ReadAll(IEnumerable<DirectoryNode> tops, Func<DirectoryNode, bool>? enter = null) =>
        Crew<DirectoryNode>.Run(
            jobs,
            tops,
            crew =>
            {
                var reader = new Reader(held);
                return directory =>
                {
                    if (directory.Listing is null)
                    {
                        reader.Read(directory);
                    }

                    var listing = directory.Listing!;
                    for (var i = 0; listing.DirectoryCount > 0 && i < listing.Count; i++)
                    {
                        if (
                            listing[i].Kind == FileKind.Directory
                            && directory.Child(i) is var child
                            && enter?.Invoke(child) != false
                        )
                        {
                            crew.Add(child);
                        }
                    }
                };
            }
        );

    private sealed class Reader(HeldDirectory held)
    {
        private readonly byte[] names = new byte[BufferSize];
        private readonly byte[] linkText = new byte[FileSystem.PathMax];
        private readonly ListingBuilder builder = new();

        public void Read(DirectoryNode directory)
        {
            var path = directory.Path;
            using var opened = held.OpenSeen(path);
            var reader = new DirectoryReader(opened.Value, names);
            while (reader.MoveNext())
            {
                if (!FileSystem.TryStatName(opened.Value, reader.Name, out var status))
                {
                    SourceChanged.ThrowOr("cannot look at", held.Path.Join(path.Span).Join(reader.Name), "statx");
                }

                builder.Add(
                    status,
                    reader.Name,
                    status.Kind == FileKind.Link ? ReadLink(opened.Value, reader.Name, path) : default
                );
            }

            if (reader.Error != 0)
            {
                throw new PosixFailure("cannot read the directory", held.Path.Join(path.Span), "getdents64", reader.Error);
            }

            directory.Fill(builder.Build());
        }

        private ReadOnlySpan<byte> ReadLink(int directory, ReadOnlySpan<byte> name, BytePath path)
        {
            var length = FileSystem.TryReadLink(directory, name, linkText);
            if (length < 0)
            {
                SourceChanged.ThrowOr("cannot read the link", held.Path.Join(path.Span).Join(name), "readlinkat");
            }

            return linkText.AsSpan(0, length);
        }
    }
}
