using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Copy;

/// <summary>
/// Makes a planned tree on disk, in three steps: all directories and files; then further names of files and links, so that no link is
/// there as long as something is written through a path; then the modes that would have been in the way.
/// </summary>
internal sealed unsafe class TreeCopier
{
    private readonly HeldSource source;
    private readonly HeldDirectory target;
    private readonly CopyProgress progress;
    private readonly Dictionary<Place, Place> further;
    private readonly IReadOnlyDictionary<Place, byte[]> contents;

    // Directories that have links or further names to come; they get their times and modes after those.
    private readonly ConcurrentBag<DirectoryNode> unfinished = [];

    // Directories whose mode would keep even their owner from what is still to come: work below them, and the check.
    private readonly ConcurrentBag<DirectoryNode> closed = [];

    private TreeCopier(
        HeldSource source,
        HeldDirectory target,
        DirectoryNode output,
        IReadOnlyDictionary<Place, byte[]> contents,
        CopyProgress progress
    )
    {
        this.contents = contents;
        this.source = source;
        this.target = target;
        this.progress = progress;
        further = Hardlinks.Find(output);
    }

    /// <summary>
    /// Makes <paramref name="output"/> in the empty directory <paramref name="target"/>. Throws <see cref="PosixFailure"/>,
    /// <see cref="SourceChanged"/> and <see cref="Interruption"/>, and leaves then what has been made. Gives the directories that
    /// have to be closed when the tree has been looked at.
    /// </summary>
    /// <param name="output">The planned tree.</param>
    /// <param name="contents">What those files of it hold that are not as in the source.</param>
    /// <param name="source">What the files are read from.</param>
    /// <param name="target">The directory that becomes the output's top.</param>
    /// <param name="jobs">How many threads.</param>
    /// <param name="progress">Is told of each directory.</param>
    public static IReadOnlyCollection<DirectoryNode> Copy(
        DirectoryNode output,
        IReadOnlyDictionary<Place, byte[]> contents,
        HeldSource source,
        HeldDirectory target,
        int jobs,
        CopyProgress progress
    )
    {
        using var umask = new OpenUmask();
        var copier = new TreeCopier(source, target, output, contents, progress);
        Crew<DirectoryNode>.Run(
            jobs,
            [output],
            crew =>
            {
                var files = new FileCopier();
                return directory => copier.MakeContents(directory, files, crew);
            }
        );
        Crew<DirectoryNode>.Run(
            jobs,
            copier.unfinished,
            _ =>
            {
                var files = new FileCopier();
                return directory => copier.MakeLinks(directory, files);
            }
        );
        return copier.closed;
    }

    /// <summary>Gives directories the modes that keep their owner out. Throws <see cref="PosixFailure"/>.</summary>
    public static void Close(IReadOnlyCollection<DirectoryNode> directories, HeldDirectory target)
    {
        foreach (var directory in directories.OrderByDescending(directory => directory.Path))
        {
            using var opened = target.Open(directory.Path);
            SetMode(opened.Value, directory, target);
        }
    }

    private void MakeContents(DirectoryNode directory, FileCopier files, Crew<DirectoryNode> crew)
    {
        var listing = directory.Listing!;
        var path = directory.Path;
        using var to = target.Open(path);
        var isFinished = CopyFiles(directory, path, to.Value, files);
        for (var i = 0; listing.DirectoryCount > 0 && i < listing.Count; i++)
        {
            if (listing[i].Kind == FileKind.Directory)
            {
                MakeDirectory(to.Value, listing, i, path);
            }
        }

        if (!isFinished || listing.LinkCount > 0)
        {
            unfinished.Add(directory);
        }
        else
        {
            Finish(to.Value, directory);
        }

        for (var i = listing.Count - 1; listing.DirectoryCount > 0 && i >= 0; i--)
        {
            if (listing[i].Kind == FileKind.Directory)
            {
                crew.Add(directory.Child(i));
            }
        }
    }

    // Gives false where further names are left to be made.
    private bool CopyFiles(DirectoryNode directory, BytePath path, int to, FileCopier files)
    {
        var listing = directory.Listing!;
        if (listing.Count == listing.DirectoryCount + listing.LinkCount)
        {
            return true;
        }

        using var from = source.OpenSeen(directory.Source!);
        var isFinished = true;
        long count = 0,
            bytes = 0;
        fixed (byte* text = listing.Text)
        {
            for (var i = 0; i < listing.Count; i++)
            {
                ref readonly var entry = ref listing[i];
                if (entry.Kind != FileKind.File)
                {
                    continue;
                }

                Interruption.ThrowIfRequested();

                if (entry.Status.LinkCount > 1 && further.ContainsKey(new(directory, i)))
                {
                    isFinished = false;
                    continue;
                }

                var name = text + entry.NameStart;
                var outcome = contents.TryGetValue(new(directory, i), out var rewritten)
                    ? files.Write(to, name, rewritten, entry.Status)
                    : files.Copy(from.Value, to, name, entry.Status);
                if (outcome != CopyOutcome.Done)
                {
                    Throw(outcome, files, directory.Source!, path.Join(listing.Name(i)));
                }

                count++;
                bytes += entry.Status.Size;
            }
        }

        progress.Add(count, bytes);
        return isFinished;
    }

    private void MakeDirectory(int to, Listing listing, int index, BytePath path)
    {
        ref readonly var entry = ref listing[index];
        fixed (byte* text = listing.Text)
        {
            if (Libc.mkdirat(to, text + entry.NameStart, Permissions.Of(entry.Status) | Permissions.OwnerAll) != 0)
            {
                PosixFailure.Throw("cannot make the directory", target.Path.Join(path.Span).Join(listing.Name(index)), "mkdirat");
            }
        }
    }

    private void MakeLinks(DirectoryNode directory, FileCopier files)
    {
        var listing = directory.Listing!;
        var path = directory.Path;
        using var to = target.Open(path);
        fixed (byte* text = listing.Text)
        {
            for (var i = 0; i < listing.Count; i++)
            {
                ref readonly var entry = ref listing[i];
                var name = text + entry.NameStart;
                if (further.TryGetValue(new(directory, i), out var first))
                {
                    MakeFurtherName(first, to.Value, name, new(directory, i), files);
                }
                else if (entry.Kind == FileKind.Link)
                {
                    if (Libc.symlinkat(text + entry.TextStart, to.Value, name) != 0)
                    {
                        PosixFailure.Throw(
                            "cannot make the link",
                            target.Path.Join(path.Span).Join(listing.Name(i)),
                            "symlinkat"
                        );
                    }

                    if (!FileSystem.TrySetLinkModified(to.Value, name, entry.Status))
                    {
                        PosixFailure.Throw(
                            "cannot set the time of",
                            target.Path.Join(path.Span).Join(listing.Name(i)),
                            "utimensat"
                        );
                    }
                }
            }
        }

        Finish(to.Value, directory);
    }

    private void MakeFurtherName(Place first, int to, byte* name, Place place, FileCopier files)
    {
        int errno;
        using (var holder = target.Open(first.Directory.Path))
        {
            fixed (byte* firstName = first.Directory.Listing!.Name(first.Index))
            {
                errno = Libc.linkat(holder.Value, firstName, to, name, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
            }
        }

        var path = place.Directory.PathOf(place.Index);
        if (errno is Errno.EMLINK or Errno.EPERM or Errno.EXDEV)
        {
            // A file system with few names for a file, or none but the first (linkat(2)): a file of its own.
            var directory = place.Directory.Source!;
            using var from = source.OpenSeen(directory);
            ref readonly var status = ref place.Directory.Listing![place.Index].Status;
            var outcome = contents.TryGetValue(first, out var rewritten)
                ? files.Write(to, name, rewritten, status)
                : files.Copy(from.Value, to, name, status);
            if (outcome != CopyOutcome.Done)
            {
                Throw(outcome, files, directory, path);
            }
        }
        else if (errno != 0)
        {
            throw new PosixFailure("cannot give a file its further name", target.Path.Join(path.Span), "linkat", errno);
        }
    }

    private void Finish(int to, DirectoryNode directory)
    {
        if (!FileSystem.TrySetModified(to, directory.Status))
        {
            PosixFailure.Throw("cannot set the time of", target.Path.Join(directory.Path.Span), "futimens");
        }

        var owner = directory.Status.Mode & Permissions.OwnerAll;
        if (
            (owner & Permissions.OwnerRead) != Permissions.OwnerRead
            || (owner != Permissions.OwnerAll && directory.Listing!.DirectoryCount > 0)
        )
        {
            closed.Add(directory);
        }
        else if (directory.Parent is null || owner != Permissions.OwnerAll)
        {
            SetMode(to, directory, target);
        }
    }

    private static void SetMode(int fd, DirectoryNode directory, HeldDirectory target)
    {
        if (Libc.fchmod(fd, Permissions.Of(directory.Status)) != 0)
        {
            PosixFailure.Throw("cannot set the mode of", target.Path.Join(directory.Path.Span), "fchmod");
        }
    }

    private void Throw(CopyOutcome outcome, FileCopier files, DirectoryNode from, BytePath targetPath)
    {
        var seen = source.PathOf(from).Join(targetPath.Name);
        switch (outcome)
        {
            case CopyOutcome.SourceChanged:
                throw new SourceChanged(seen, "changed");
            case CopyOutcome.SourceFailed:
                SourceChanged.ThrowOr("cannot read", seen, files.Call, files.Error);
                break;
            default:
                throw new PosixFailure("cannot write", target.Path.Join(targetPath.Span), files.Call, files.Error);
        }
    }
}
