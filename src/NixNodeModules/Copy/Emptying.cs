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
        Crew<DirectoryNode>.Run(jobs, taken, _ => emptying.RemoveEntries);

        foreach (var file in stateFiles.Where(one => one.Rule.Kind == FileKind.File))
        {
            emptying.RemoveStateFile(file.Path);
        }

        // What holds comes before what it holds: from the end, each directory is asked when all below it have been.
        var emptied = taken.Select(directory => directory.Source!).ToHashSet();
        foreach (var directory in TreeWalk.Directories(output.Source!).Reverse())
        {
            emptying.RemoveDirectories(directory, emptied);
        }

        return emptying.first is { } failure
            ? $"{TextReport.Count(emptying.left, "file or directory")} of the source that should have gone {(emptying.left == 1 ? "is" : "are")} still there: {failure.Message}"
            : null;
    }

    // A package may stand in the output where the source has a link to it.
    private void RemoveEntries(DirectoryNode planned)
    {
        var listing = planned.Source!.Listing!;
        RemoveFrom(
            planned.Source,
            flags: 0,
            index =>
                listing[index].Kind is not FileKind.Directory and var kind
                && planned.Listing!.Find(listing.Name(index)) is >= 0 and var taken
                && (planned.Listing[taken].Kind == kind || kind == FileKind.Link)
        );
    }

    private void RemoveDirectories(DirectoryNode directory, HashSet<DirectoryNode> emptied)
    {
        if (directory.Listing is { DirectoryCount: > 0 } listing)
        {
            RemoveFrom(
                directory,
                Libc.AT_REMOVEDIR,
                index => listing[index].Kind == FileKind.Directory && emptied.Contains(directory.Child(index))
            );
        }
    }

    private void RemoveFrom(DirectoryNode directory, int flags, Func<int, bool> isTaken)
    {
        try
        {
            using var opened = OpenForRemoval(directory);
            for (var i = 0; i < directory.Listing!.Count; i++)
            {
                if (isTaken(i))
                {
                    Remove(opened.Value, directory, i, flags);
                }
            }
        }
        catch (Failure failure)
        {
            Note(failure);
        }
    }

    private void RemoveStateFile(BytePath path)
    {
        using var opened = FileSystem.TryOpenDirectoryBelow(source.Root.Fd, path.Parent, out _, isOnSameMount: true);
        fixed (byte* name = FileSystem.Terminated(path.Name))
        {
            if (opened is { } directory && Libc.unlinkat(directory.Value, name, 0) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                Note(new PosixFailure("cannot remove", source.Root.Path.Join(path.Span), "unlinkat", errno));
            }
        }
    }

    // What is mounted in the workspace is somebody else's (EXDEV).
    private Descriptor OpenForRemoval(DirectoryNode directory)
    {
        var opened =
            FileSystem.TryOpenDirectoryBelow(source.Root.Fd, directory.Path, out var errno, isOnSameMount: true)
            ?? throw new PosixFailure("cannot open the directory", source.PathOf(directory), "openat2", errno);
        if ((directory.Status.Mode & Permissions.OwnerAll) != Permissions.OwnerAll)
        {
            _ = Libc.fchmod(opened.Value, directory.Status.Mode | Permissions.OwnerAll);
        }

        return opened;
    }

    private void Remove(int fd, DirectoryNode directory, int index, int flags)
    {
        ref readonly var status = ref directory.Listing![index].Status;
        fixed (byte* name = directory.Listing.Text)
        {
            var start = name + directory.Listing[index].NameStart;
            if (!FileSystem.TryStatName(fd, start, out var now))
            {
                return;
            }

            var path = source.PathOf(directory).Join(directory.Listing.Name(index));

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
            if (errno is not (0 or Errno.ENOENT or Errno.ENOTEMPTY or Errno.EEXIST))
            {
                Note(new PosixFailure("cannot remove", path, "unlinkat", errno));
            }
        }
    }

    private void Note(Failure failure)
    {
        Interlocked.Increment(ref left);
        Interlocked.CompareExchange(ref first, failure, null);
    }
}
