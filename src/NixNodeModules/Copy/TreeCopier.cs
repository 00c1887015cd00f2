using System.Collections.Concurrent;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Verify;

namespace NixNodeModules.Copy;

/// <summary>
/// Makes a planned tree on disk, in three steps: all directories, files and links; then further names of files; then the modes that would
/// have been in the way. Each entry is made by its name in an open directory, so that no link is followed while something is written.
/// </summary>
internal sealed unsafe class TreeCopier
{
    // A directory with more entries than this is shared among the threads.
    private const int PartLength = 512;

    private readonly HeldSource source;
    private readonly HeldDirectory target;
    private readonly OutputTimes times;
    private readonly CopyProgress progress;
    private readonly TransferPolicy policy;
    private readonly Dictionary<Place, Place> further;
    private readonly IReadOnlyDictionary<Place, byte[]> contents;
    private readonly FinishedDirectories finished;

    // Directories that have further names to come; they get their times and modes after those.
    private readonly ConcurrentBag<DirectoryNode> unfinished = [];

    private TreeCopier(
        HeldSource source,
        HeldDirectory target,
        DirectoryNode output,
        IReadOnlyDictionary<Place, byte[]> contents,
        TransferPolicy policy,
        OutputTimes times,
        CopyProgress progress
    )
    {
        this.policy = policy;
        this.times = times;
        this.contents = contents;
        this.source = source;
        this.target = target;
        this.progress = progress;
        further = Hardlinks.Find(output, policy);
        finished = new(target, times);
    }

    /// <summary>
    /// Makes <paramref name="output"/> in the empty directory <paramref name="target"/> and gives what is then not as planned. Throws
    /// <see cref="PosixFailure"/>, <see cref="SourceChanged"/> and <see cref="Interruption"/>, and leaves then what has been made.
    /// </summary>
    /// <param name="output">The planned tree.</param>
    /// <param name="contents">What those files of it hold that are not as in the source.</param>
    /// <param name="policy">How files get there.</param>
    /// <param name="source">What the files are read from.</param>
    /// <param name="target">The directory that becomes the output's top.</param>
    /// <param name="jobs">How many threads.</param>
    /// <param name="times">The times that what is made gets.</param>
    /// <param name="progress">Is told of each directory.</param>
    public static IReadOnlyList<Finding> Copy(
        DirectoryNode output,
        IReadOnlyDictionary<Place, byte[]> contents,
        TransferPolicy policy,
        HeldSource source,
        HeldDirectory target,
        int jobs,
        OutputTimes times,
        CopyProgress progress
    )
    {
        using var umask = new OpenUmask();
        var copier = new TreeCopier(source, target, output, contents, policy, times, progress);
        Crew<Visit>.Run(
            jobs,
            [new(output, null, null, null, 0)],
            crew =>
            {
                var hand = new Hand(policy, times);
                return visit => copier.Make(visit, hand, crew);
            },
            visit => visit.Drop()
        );
        Crew<DirectoryNode>.Run(
            jobs,
            copier.unfinished,
            _ =>
            {
                var hand = new Hand(policy, times);
                return directory => copier.MakeFurtherNames(directory, hand);
            }
        );
        return copier.finished.End();
    }

    private void Make(Visit visit, Hand hand, Crew<Visit> crew)
    {
        using var aboveTarget = visit.Target;
        using var aboveSource = visit.Source;
        var directory = visit.Directory;
        if (visit.Part is { } part)
        {
            MakePart(part, visit, hand);
            return;
        }

        var listing = directory.Listing!;
        using var to = OpenDirectory.Open(target, directory, aboveTarget);
        var hasFiles = listing.Count > listing.DirectoryCount + listing.LinkCount;
        using var from = hasFiles ? OpenDirectory.OpenSeen(source, directory.Source!, aboveSource) : null;
        MakeDirectories(directory, to.Fd);
        if (listing.Count <= PartLength)
        {
            var isWhole = MakeEntries(directory, to, from, 0, listing.Count, hand);
            End(directory, to.Fd, isWhole, hand);
        }
        else
        {
            Share(directory, to, from, crew);
        }

        var (lentTarget, lentSource) = (to.Lend(listing.DirectoryCount), (from ?? aboveSource)?.Lend(listing.DirectoryCount));
        for (var i = listing.Count - 1; listing.DirectoryCount > 0 && i >= 0; i--)
        {
            if (listing[i].Kind == FileKind.Directory)
            {
                crew.Add(new(directory.Child(i), lentTarget, lentSource, null, 0));
            }
        }
    }

    private static void Share(DirectoryNode directory, OpenDirectory to, OpenDirectory? from, Crew<Visit> crew)
    {
        var count = (directory.Listing!.Count + PartLength - 1) / PartLength;
        var part = new Part(count);
        for (var i = count - 1; i >= 0; i--)
        {
            crew.Add(new(directory, to.Keep(), from?.Keep(), part, i * PartLength));
        }
    }

    private void MakePart(Part part, Visit visit, Hand hand)
    {
        var (directory, to) = (visit.Directory, visit.Target!);
        var end = Math.Min(visit.Start + PartLength, directory.Listing!.Count);
        if (!MakeEntries(directory, to, visit.Source, visit.Start, end, hand))
        {
            part.HasFurtherNames = true;
        }

        if (Interlocked.Decrement(ref part.Left) == 0)
        {
            End(directory, to.Fd, !part.HasFurtherNames, hand);
        }
    }

    private void MakeDirectories(DirectoryNode directory, int to)
    {
        var listing = directory.Listing!;
        fixed (byte* text = listing.Text)
        {
            for (var i = 0; listing.DirectoryCount > 0 && i < listing.Count; i++)
            {
                ref readonly var entry = ref listing[i];
                if (
                    entry.Kind == FileKind.Directory
                    && Libc.mkdirat(to, text + entry.NameStart, Permissions.Of(entry.Status) | Permissions.OwnerAll) != 0
                )
                {
                    PosixFailure.Throw("cannot make the directory", Shown(directory, i), "mkdirat");
                }
            }
        }
    }

    // Makes the files and links among some entries of a directory. Gives false where further names are left to be made.
    private bool MakeEntries(DirectoryNode directory, OpenDirectory to, OpenDirectory? from, int start, int end, Hand hand)
    {
        var listing = directory.Listing!;
        var mayLink = policy.MayLink(directory.Source!);
        var isWhole = true;
        long count = 0,
            bytes = 0,
            linked = 0;
        fixed (byte* text = listing.Text)
        {
            for (var i = start; i < end; i++)
            {
                ref readonly var entry = ref listing[i];
                if (entry.Kind == FileKind.Link)
                {
                    MakeLink(directory, i, to.Fd, text);
                }
                else if (entry.Kind == FileKind.File)
                {
                    Interruption.ThrowIfRequested();
                    if (entry.Status.LinkCount > 1 && further.ContainsKey(new(directory, i)))
                    {
                        isWhole = false;
                        continue;
                    }

                    var name = text + entry.NameStart;
                    var place = new Place(directory, i);
                    if (mayLink && TryLink(place, to.Fd, from!.Fd, name, hand.Files))
                    {
                        linked++;
                    }
                    else
                    {
                        MakeFile(place, place, to.Fd, from!.Fd, name, hand.Files);
                    }

                    count++;
                    bytes += entry.Status.Size;
                }
            }
        }

        progress.Add(count, bytes, linked);
        return isWhole;
    }

    private bool TryLink(Place place, int to, int from, byte* name, FileCopier files)
    {
        if (contents.ContainsKey(place))
        {
            return false;
        }

        var outcome = files.Link(from, to, name, place.Directory.Listing![place.Index].Status);
        if (outcome is not (CopyOutcome.Done or CopyOutcome.NotLinked))
        {
            Throw(outcome, files, place);
        }

        return outcome == CopyOutcome.Done;
    }

    private void MakeFile(Place place, Place contentsOf, int to, int from, byte* name, FileCopier files)
    {
        ref readonly var status = ref place.Directory.Listing![place.Index].Status;
        var outcome = contents.TryGetValue(contentsOf, out var rewritten)
            ? files.Write(to, name, rewritten, status)
            : files.Copy(from, to, name, status);
        if (outcome != CopyOutcome.Done)
        {
            Throw(outcome, files, place);
        }
    }

    private void MakeLink(DirectoryNode directory, int index, int to, byte* text)
    {
        ref readonly var entry = ref directory.Listing![index];
        if (Libc.symlinkat(text + entry.TextStart, to, text + entry.NameStart) != 0)
        {
            PosixFailure.Throw("cannot make the link", Shown(directory, index), "symlinkat");
        }

        if (!FileSystem.TrySetLinkModified(to, text + entry.NameStart, times.Of(entry.Status)))
        {
            PosixFailure.Throw("cannot set the time of", Shown(directory, index), "utimensat");
        }
    }

    private void MakeFurtherNames(DirectoryNode directory, Hand hand)
    {
        var listing = directory.Listing!;
        using var to = target.Open(directory.Path);

        // What has further names in a directory often has its first ones in one too: a package that is there twice.
        OpenDirectory? holder = null;
        try
        {
            fixed (byte* text = listing.Text)
            {
                for (var i = 0; i < listing.Count; i++)
                {
                    if (listing[i].Status.LinkCount > 1 && further.TryGetValue(new(directory, i), out var first))
                    {
                        Interruption.ThrowIfRequested();
                        if (holder?.Node != first.Directory)
                        {
                            holder?.Dispose();
                            holder = null;
                            holder = OpenDirectory.Open(target, first.Directory, above: null);
                        }

                        MakeFurtherName(first, holder.Fd, new(directory, i), to.Value, text + listing[i].NameStart, hand);
                    }
                }
            }
        }
        finally
        {
            holder?.Dispose();
        }

        finished.Finish(to.Value, directory, hand.Names);
    }

    private void MakeFurtherName(Place first, int holder, Place place, int to, byte* name, Hand hand)
    {
        int errno;
        fixed (byte* firstName = first.Directory.Listing!.Name(first.Index))
        {
            errno = FileSystem.TryLink(holder, firstName, to, name);
        }

        if (errno is Errno.EMLINK or Errno.EPERM or Errno.EXDEV or Errno.EOPNOTSUPP)
        {
            // A file system with few names for a file, or none but the first (linkat(2)): a file of its own.
            using var from = source.OpenSeen(place.Directory.Source!);
            MakeFile(place, first, to, from.Value, name, hand.Files);
        }
        else if (errno != 0)
        {
            throw new PosixFailure("cannot give a file its further name", Shown(place.Directory, place.Index), "linkat", errno);
        }
    }

    private void End(DirectoryNode directory, int to, bool isWhole, Hand hand)
    {
        if (isWhole)
        {
            finished.Finish(to, directory, hand.Names);
        }
        else
        {
            unfinished.Add(directory);
        }
    }

    private BytePath Shown(DirectoryNode directory, int index) => target.Path.Join(directory.PathOf(index).Span);

    private void Throw(CopyOutcome outcome, FileCopier files, Place place)
    {
        var seen = source.PathOf(place.Directory.Source!).Join(place.Directory.Listing!.Name(place.Index));
        switch (outcome)
        {
            case CopyOutcome.SourceChanged:
                throw new SourceChanged(seen, "changed");
            case CopyOutcome.SourceFailed:
                SourceChanged.ThrowOr("cannot read", seen, files.Call, files.Error);
                break;
            default:
                throw new PosixFailure("cannot write", Shown(place.Directory, place.Index), files.Call, files.Error);
        }
    }

    /// <summary>A directory to make what it holds, or a part of a large one.</summary>
    /// <param name="Directory">The directory, planned.</param>
    /// <param name="Target">What it can be opened from; for a part, the directory itself.</param>
    /// <param name="Source">The same for the directory in the source.</param>
    /// <param name="Part">What the parts of a large directory share; null for a whole one.</param>
    /// <param name="Start">The part's first entry.</param>
    private sealed record Visit(DirectoryNode Directory, OpenDirectory? Target, OpenDirectory? Source, Part? Part, int Start)
    {
        public void Drop()
        {
            Target?.Dispose();
            Source?.Dispose();
        }
    }

    private sealed class Part(int count)
    {
        /// <summary>How many parts are not done yet; who does the last one finishes the directory.</summary>
        public int Left = count;

        /// <summary>Whether a part has left further names to be made.</summary>
        public volatile bool HasFurtherNames;
    }

    // What one thread works with.
    private sealed class Hand(TransferPolicy policy, OutputTimes times)
    {
        public FileCopier Files { get; } = new(times, policy.Transfer != Transfer.Copy);

        public byte[] Names { get; } = new byte[64 * 1024];
    }
}
