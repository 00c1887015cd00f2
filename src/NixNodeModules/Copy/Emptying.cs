using System.Runtime.InteropServices;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Report;
using NixNodeModules.Scan;

namespace NixNodeModules.Copy;

/// <summary>
/// Takes out of a source what an export has moved: its files and links, and the directories that are empty then. The output is in its
/// place by that time, and what has changed in the source since it was read is left there.
/// </summary>
internal sealed unsafe class Emptying
{
    private readonly HeldSource source;

    // What is left and should not be: how much, and why the first of it.
    private int left;
    private Failure? first;

    private Emptying(HeldSource source) => this.source = source;

    /// <summary>Removes what a plan has taken. Gives a note where something could not be removed.</summary>
    /// <param name="output">The output as planned; each directory knows its source.</param>
    /// <param name="stateFiles">State files that are not in it, and would tell the next installation of what has gone.</param>
    /// <param name="source">The source.</param>
    /// <param name="jobs">How many threads.</param>
    public static string? Run(DirectoryNode output, IReadOnlyList<DroppedStateFile> stateFiles, HeldSource source, int jobs)
    {
        var emptying = new Emptying(source);
        var taken = TreeWalk.Directories(output).Where(directory => directory.Source!.Tree.External is null).ToList();

        // A directory that is in several layers is one item: what opens it for its owner closes it again.
        Crew<IGrouping<DirectoryNode, DirectoryNode>>.Run(
            jobs,
            taken.GroupBy(directory => directory.Source!),
            _ =>
            {
                var cursor = emptying.Cursor();
                return planned => emptying.RemoveEntries(planned, cursor);
            }
        );

        foreach (var file in stateFiles.Where(one => one.Rule.Kind == FileKind.File))
        {
            emptying.RemoveStateFile(file.Path);
        }

        // What holds comes before what it holds: from the end, each directory is asked when all below it have been.
        var emptied = taken.Select(directory => directory.Source!).ToHashSet();
        using var cursor = emptying.Cursor();
        foreach (var directory in TreeWalk.Directories(output.Source!).Reverse())
        {
            emptying.RemoveDirectories(directory, emptied, cursor);
        }

        return emptying.first is { } failure
            ? $"{TextReport.Count(emptying.left, "file or directory")} of the source that should have gone {(emptying.left == 1 ? "is" : "are")} still there: {failure.Message}"
            : null;
    }

    // What is mounted in the workspace is somebody else's (EXDEV).
    private DirectoryCursor Cursor() => new(source.Root, isOnSameMount: true);

    // A package may stand in the output where the source has a link to it.
    private void RemoveEntries(IGrouping<DirectoryNode, DirectoryNode> planned, DirectoryCursor cursor)
    {
        var listing = planned.Key.Listing!;
        RemoveFrom(
            planned.Key,
            cursor,
            flags: 0,
            index =>
                listing[index].Kind is not FileKind.Directory and var kind
                && planned.Any(one =>
                    one.Listing!.Find(listing.Name(index)) is >= 0 and var taken
                    && (one.Listing[taken].Kind == kind || kind == FileKind.Link)
                )
        );
    }

    private void RemoveDirectories(DirectoryNode directory, HashSet<DirectoryNode> emptied, DirectoryCursor cursor)
    {
        if (directory.Listing is { DirectoryCount: > 0 } listing)
        {
            RemoveFrom(
                directory,
                cursor,
                Libc.AT_REMOVEDIR,
                index => listing[index].Kind == FileKind.Directory && emptied.Contains(directory.Child(index))
            );
        }
    }

    private void RemoveFrom(DirectoryNode directory, DirectoryCursor cursor, int flags, Func<int, bool> isTaken)
    {
        var taken = Enumerable.Range(0, directory.Listing!.Count).Where(isTaken).ToList();
        if (taken.Count == 0)
        {
            return;
        }

        try
        {
            var opened = cursor.Open(directory);
            var closed = (directory.Status.Mode & Permissions.OwnerAll) == Permissions.OwnerAll ? null : OpenForOwner(opened);
            foreach (var index in taken)
            {
                Remove(opened, directory, index, flags);
            }

            Close(opened, closed);
        }
        catch (Failure failure)
        {
            Note(failure);
        }
    }

    private void RemoveStateFile(BytePath path)
    {
        using var opened = FileSystem.TryOpenDirectoryBelow(source.Root.Fd, path.Parent, out var failed, isOnSameMount: true);
        fixed (byte* name = FileSystem.Terminated(path.Name))
        {
            if (opened is not { } directory)
            {
                NoteUnlessGone("cannot open the directory of", source.Root.Path.Join(path.Span), "openat2", failed);
                return;
            }

            var closed = OpenForOwner(directory.Value);
            if (Libc.unlinkat(directory.Value, name, 0) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                NoteUnlessGone("cannot remove", source.Root.Path.Join(path.Span), "unlinkat", errno);
            }

            Close(directory.Value, closed);
        }
    }

    // A directory may keep even its owner from taking something out of it. Gives the mode that it had then, else null.
    private static uint? OpenForOwner(int directory) =>
        FileSystem.TryStat(directory, out var now)
        && (now.Mode & Permissions.OwnerAll) != Permissions.OwnerAll
        && Libc.fchmod(directory, now.Mode | Permissions.OwnerAll) == 0
            ? now.Mode
            : null;

    // What stays of the source stays as it was.
    private static void Close(int directory, uint? mode)
    {
        if (mode is { } was)
        {
            _ = Libc.fchmod(directory, was);
        }
    }

    private void Remove(int fd, DirectoryNode directory, int index, int flags)
    {
        ref readonly var status = ref directory.Listing![index].Status;
        fixed (byte* name = directory.Listing.Text)
        {
            var start = name + directory.Listing[index].NameStart;
            var path = source.PathOf(directory).Join(directory.Listing.Name(index));
            if (!FileSystem.TryStatName(fd, start, out var now))
            {
                NoteUnlessGone("cannot look at", path, "statx", Marshal.GetLastPInvokeError());
                return;
            }

            // A directory has another time, now that something has gone from it; and an overlay gives a file that got a further name a
            // new inode.
            var isSame =
                flags == Libc.AT_REMOVEDIR
                    ? now.IsSameFile(status)
                    : now.IsUnchanged(status) || (now.IsSameState(status) && FileSystem.IsOverlay(fd));
            if (!isSame)
            {
                Note(new Failure(ExitCode.SourceChanged, $"{path.Display} has changed since it was read", "Look at it."));
                return;
            }

            var errno = Libc.unlinkat(fd, start, flags) == 0 ? 0 : Marshal.GetLastPInvokeError();

            // What was not exported stays, and with it the directories around it.
            if (errno is not (0 or Errno.ENOTEMPTY or Errno.EEXIST))
            {
                NoteUnlessGone("cannot remove", path, "unlinkat", errno);
            }
        }
    }

    private void NoteUnlessGone(string doing, BytePath path, string call, int errno)
    {
        if (errno != Errno.ENOENT)
        {
            Note(new PosixFailure(doing, path, call, errno));
        }
    }

    private void Note(Failure failure)
    {
        Interlocked.Increment(ref left);
        Interlocked.CompareExchange(ref first, failure, null);
    }
}
