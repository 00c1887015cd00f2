using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>Reads directories into trees in memory. Each directory is read once.</summary>
/// <param name="source">What is read.</param>
/// <param name="jobs">How many threads.</param>
/// <param name="kindsOnly">
/// Whether of files and links only the kind is wanted, which the directory itself tells on most file systems: half of the time of a scan.
/// </param>
internal sealed class Scanner(HeldSource source, int jobs, bool kindsOnly = false)
{
    // Room for some hundred names a call; ext4 and tmpfs fill it with one call for all but huge directories.
    private const int BufferSize = 64 * 1024;

    private readonly Reader own = new(source, kindsOnly);

    /// <summary>For one tree.</summary>
    public Scanner(HeldDirectory held, int jobs, bool kindsOnly = false)
        : this(new HeldSource(held), jobs, kindsOnly) { }

    /// <summary>The top of the tree: the held directory, unread.</summary>
    public DirectoryNode Top() => DirectoryNode.Top(FileSystem.Stat(source.Root.Fd, source.Root.Path));

    /// <summary>Reads one directory, unless it has been read. Throws <see cref="PosixFailure"/> and <see cref="SourceChanged"/>.</summary>
    public void Read(DirectoryNode directory)
    {
        if (directory.Listing is null)
        {
            own.Read(directory, above: null).Dispose();
        }
    }

    /// <summary>
    /// Reads directories and all that lies below them, on all threads; what <paramref name="enter"/> turns down is passed over.
    /// Throws <see cref="PosixFailure"/> for the first directory that cannot be read.
    /// </summary>
    public void ReadAll(IEnumerable<DirectoryNode> tops, Func<DirectoryNode, bool>? enter = null) =>
        Crew<Visit>.Run(
            jobs,
            tops.Select(top => new Visit(top, null)),
            crew =>
            {
                var reader = new Reader(source, kindsOnly);
                var entered = new List<DirectoryNode>();
                return visit =>
                {
                    using var above = visit.Above;
                    using var opened = visit.Directory.Listing is null ? reader.Read(visit.Directory, above) : null;
                    Enter(visit.Directory, enter, entered);
                    var lent = (opened ?? above)?.Lend(entered.Count);
                    foreach (var child in entered)
                    {
                        crew.Add(new(child, lent));
                    }
                };
            },
            visit => visit.Above?.Dispose()
        );

    private static void Enter(DirectoryNode directory, Func<DirectoryNode, bool>? enter, List<DirectoryNode> entered)
    {
        entered.Clear();
        var listing = directory.Listing!;
        for (var i = 0; listing.DirectoryCount > 0 && i < listing.Count; i++)
        {
            if (listing[i].Kind == FileKind.Directory && directory.Child(i) is var child && enter?.Invoke(child) != false)
            {
                entered.Add(child);
            }
        }
    }

    // A directory to read, and what it can be opened from.
    private sealed record Visit(DirectoryNode Directory, OpenDirectory? Above);

    private sealed class Reader(HeldSource source, bool kindsOnly)
    {
        private readonly byte[] names = new byte[BufferSize];
        private readonly byte[] linkText = new byte[FileSystem.PathMax];
        private readonly ListingBuilder builder = new();

        /// <summary>Reads a directory and leaves it open.</summary>
        public OpenDirectory Read(DirectoryNode directory, OpenDirectory? above)
        {
            var opened = OpenDirectory.OpenSeen(source, directory, above);
            try
            {
                directory.Fill(List(opened.Fd, directory));
                return opened;
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }

        private Listing List(int fd, DirectoryNode directory)
        {
            var reader = new DirectoryReader(fd, names);

            // One name is looked at in any case: a directory may be listed whose entries nobody here may look at.
            var isFirst = true;
            while (reader.MoveNext())
            {
                FileStatus status;
                if (kindsOnly && !isFirst && reader.Kind is FileKind.File or FileKind.Link)
                {
                    status = new() { Kind = reader.Kind.Value };
                }
                else if (!FileSystem.TryStatName(fd, reader.Name, out status))
                {
                    SourceChanged.ThrowOr("cannot look at", source.PathOf(directory).Join(reader.Name), "statx");
                }

                isFirst = false;
                builder.Add(status, reader.Name, status.Kind == FileKind.Link ? ReadLink(fd, reader.Name, directory) : default);
            }

            if (reader.Error != 0)
            {
                SourceChanged.ThrowOr("cannot read the directory", source.PathOf(directory), "getdents64", reader.Error);
            }

            return builder.Build();
        }

        private ReadOnlySpan<byte> ReadLink(int fd, ReadOnlySpan<byte> name, DirectoryNode directory)
        {
            var length = FileSystem.TryReadLink(fd, name, linkText);
            if (length < 0)
            {
                SourceChanged.ThrowOr("cannot read the link", source.PathOf(directory).Join(name), "readlinkat");
            }

            return linkText.AsSpan(0, length);
        }
    }
}
