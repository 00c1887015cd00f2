using System.Collections.Concurrent;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Verify;

/// <summary>
/// Looks for byte sequences that a finished tree must not hold, such as the path of the directory that it was built in: in all files, on
/// all threads, each with one buffer, and in the texts of links.
/// </summary>
internal sealed class ForbiddenText : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private static readonly Advice OfStateFile = new(
        "a package manager's state file, which holds the paths of the install",
        "Leave it out; no program reads it."
    );

    private static readonly Advice OfShim = new(
        "a shim that the package manager wrote with absolute paths",
        "Make the tree by nix-node-modules export, which makes them relative."
    );

    private static readonly Advice OfBuild = new(
        "something that was built or cached there keeps the path",
        "Build without absolute paths in the results (source maps, caches), or leave the file out."
    );

    private readonly HeldDirectory held;
    private readonly IReadOnlyList<BytePath> texts;
    private readonly List<Finding> findings;
    private readonly DirectoryCursor cursor;
    private readonly int overlap;
    private readonly byte[] buffer;
    private readonly bool[] found;

    private ForbiddenText(HeldDirectory held, IReadOnlyList<BytePath> texts, List<Finding> findings)
    {
        (this.held, this.texts, this.findings) = (held, texts, findings);
        cursor = new(held);
        overlap = texts.Max(text => text.Span.Length) - 1;
        buffer = new byte[overlap + BufferSize];
        found = new bool[texts.Count];
    }

    /// <summary>
    /// Each file and link that has one of the texts in it, with the first place of each, in no order. Throws <see cref="PosixFailure"/>
    /// for a file that cannot be read.
    /// </summary>
    /// <param name="top">The tree, completely read.</param>
    /// <param name="held">Its top on the disk.</param>
    /// <param name="texts">The texts, none of them empty.</param>
    /// <param name="jobs">Worker threads.</param>
    public static List<Finding> Search(DirectoryNode top, HeldDirectory held, IReadOnlyList<BytePath> texts, int jobs)
    {
        var all = new List<Finding>();
        if (texts.Count == 0)
        {
            return all;
        }

        var searches = new ConcurrentBag<ForbiddenText>();
        try
        {
            Crew<DirectoryNode>.Run(
                jobs,
                TreeWalk.Directories(top),
                _ =>
                {
                    var search = new ForbiddenText(held, texts, all);
                    searches.Add(search);
                    return search.SearchDirectory;
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

        return all;
    }

    public void Dispose() => cursor.Dispose();

    private void SearchDirectory(DirectoryNode directory)
    {
        var listing = directory.Listing!;
        if (listing.Count == listing.DirectoryCount)
        {
            return;
        }

        var opened = cursor.OpenSeen(directory);
        for (var i = 0; i < listing.Count; i++)
        {
            if (listing[i].Kind == FileKind.Link)
            {
                SearchLink(directory, i);
            }
            else if (listing[i].Kind == FileKind.File)
            {
                Interruption.ThrowIfRequested();
                SearchFile(opened, directory, i);
            }
        }
    }

    private void SearchLink(DirectoryNode directory, int index)
    {
        var linkText = directory.Listing!.LinkText(index);
        foreach (var text in texts)
        {
            if (linkText.IndexOf(text.Span) is var at and >= 0)
            {
                Add(directory, index, text, at, BytePath.From(linkText));
            }
        }
    }

    private unsafe void SearchFile(int holder, DirectoryNode directory, int index)
    {
        int fd;
        fixed (byte* name = directory.Listing!.Text[directory.Listing[index].NameStart..])
        {
            fd = FileSystem.TryOpenFile(holder, name);
        }

        if (fd < 0)
        {
            SourceChanged.ThrowOr("cannot read", held.Path.Join(directory.PathOf(index).Span), "openat");
        }

        using var file = new Descriptor(fd);
        Array.Clear(found);
        var missing = texts.Count;
        long start = 0;
        var kept = 0;
        while (missing > 0)
        {
            var read = FileSystem.TryRead(fd, buffer.AsSpan(kept));
            if (read < 0)
            {
                PosixFailure.Throw("cannot read", held.Path.Join(directory.PathOf(index).Span), "read");
            }

            if (read == 0)
            {
                return;
            }

            ReadOnlySpan<byte> window = buffer.AsSpan(0, kept + (int)read);
            for (var i = 0; i < texts.Count; i++)
            {
                if (!found[i] && window.IndexOf(texts[i].Span) is var at and >= 0)
                {
                    found[i] = true;
                    missing--;
                    Add(directory, index, texts[i], start + at, linkText: null);
                }
            }

            // What may be the beginning of one that goes on in the next piece.
            kept = Math.Min(overlap, window.Length);
            start += window.Length - kept;
            window[^kept..].CopyTo(buffer);
        }
    }

    private void Add(DirectoryNode directory, int index, BytePath text, long offset, BytePath? linkText)
    {
        var path = directory.PathOf(index);
        var finding = new Finding(FindingKind.Forbidden, path, linkText, $"it names {text.Display}")
        {
            Advice = linkText is null ? AdviceFor(path) : null,
            Offset = offset,
        };
        lock (findings)
        {
            findings.Add(finding);
        }
    }

    private static Advice AdviceFor(BytePath path) =>
        path.Name.SequenceEqual(".modules.yaml"u8)
        || path.Name.StartsWith(".pnpm-workspace-state"u8)
        || path.Name.SequenceEqual(".yarn-state.yml"u8)
            ? OfStateFile
        : path.Parent.Name.SequenceEqual(Plan.Bins.Name) ? OfShim
        : OfBuild;
}
