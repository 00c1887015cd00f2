using System.Collections.Concurrent;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Verify;

/// <summary>Looks through a finished tree for a path that it was made from: all bytes of all files, all link texts.</summary>
internal sealed unsafe class SourcePathSearch : IDisposable
{
    private readonly HeldDirectory held;
    private readonly PathMention mention;
    private readonly string what;
    private readonly byte[] buffer = new byte[256 * 1024];
    private readonly DirectoryCursor cursor;

    private SourcePathSearch(HeldDirectory held, PathMention mention, string what) =>
        (this.held, this.mention, this.what, cursor) = (held, mention, what, new(held));

    /// <summary>
    /// Each file and link that names the path, with the offset of the first time in bytes, sorted by path. Throws
    /// <see cref="PosixFailure"/> where a file cannot be read.
    /// </summary>
    /// <param name="top">The tree as it was read.</param>
    /// <param name="held">Its top on disk.</param>
    /// <param name="path">The path to look for.</param>
    /// <param name="what">What that path is, for the reason.</param>
    /// <param name="jobs">How many threads.</param>
    public static IReadOnlyList<Finding> Find(DirectoryNode top, HeldDirectory held, BytePath path, string what, int jobs)
    {
        var found = new List<Finding>();
        var wanted = new PathMention(path);
        var searches = new ConcurrentBag<SourcePathSearch>();
        try
        {
            Crew<DirectoryNode>.Run(
                jobs,
                TreeWalk.Directories(top),
                _ =>
                {
                    var search = new SourcePathSearch(held, wanted, what);
                    searches.Add(search);
                    return directory => search.Look(directory, found);
                }
            );
        }
        finally
        {
            foreach (var search in searches)
            {
                search.Dispose();
            }
        }

        return [.. found.OrderBy(finding => finding.Path)];
    }

    public void Dispose() => cursor.Dispose();

    private void Look(DirectoryNode directory, List<Finding> found)
    {
        var listing = directory.Listing!;
        if (listing.Count == listing.DirectoryCount)
        {
            return;
        }

        var opened = cursor.Open(directory);
        for (var i = 0; i < listing.Count; i++)
        {
            var offset = listing[i].Kind switch
            {
                FileKind.Link => mention.Find(listing.LinkText(i)),
                FileKind.File when listing[i].Status.Size >= mention.Length => FindInFile(opened, directory, i),
                _ => -1,
            };
            if (offset >= 0)
            {
                var text = listing[i].Kind == FileKind.Link ? BytePath.From(listing.LinkText(i)) : null;
                var finding = new Finding(FindingKind.SourcePath, directory.PathOf(i), text, $"it names {what} at byte {offset}");
                lock (found)
                {
                    found.Add(finding);
                }
            }
        }
    }

    // A piece of the file after another, each with the end of the one before it, as far as a path and what is around it may reach.
    private long FindInFile(int directory, DirectoryNode node, int index)
    {
        Interruption.ThrowIfRequested();
        int fd;
        fixed (byte* name = node.Listing!.Name(index))
        {
            fd = FileSystem.TryOpenFile(directory, name);
        }

        if (fd < 0)
        {
            PosixFailure.Throw("cannot read back", held.Path.Join(node.PathOf(index).Span), "openat");
        }

        using var file = new Descriptor(fd);
        var overlap = mention.Length + (2 * PathMention.Context);
        var start = 0L;
        var used = 0;
        while (true)
        {
            var read = FileSystem.TryRead(fd, buffer.AsSpan(used));
            if (read < 0)
            {
                PosixFailure.Throw("cannot read back", held.Path.Join(node.PathOf(index).Span), "read");
            }

            used += (int)read;
            if (read > 0 && used < buffer.Length)
            {
                continue;
            }

            // But at the end of the file the last bytes wait for what comes after them; and the first have been before.
            var skipped = start == 0 ? 0 : PathMention.Context;
            var at = mention.Find(buffer.AsSpan(0, used), skipped);
            if (at >= 0 && (read == 0 || at < used - mention.Length))
            {
                return start + at;
            }

            if (read == 0)
            {
                return -1;
            }

            buffer.AsSpan(used - overlap).CopyTo(buffer);
            start += used - overlap;
            used = overlap;
        }
    }
}
