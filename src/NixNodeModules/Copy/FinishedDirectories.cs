using System.Collections.Concurrent;
using NixNodeModules.Posix;
using NixNodeModules.Scan;
using NixNodeModules.Verify;

namespace NixNodeModules.Copy;

/// <summary>
/// What is done to each directory of an output when all that it holds is there: it is compared with its plan, and gets its time and its mode.
/// </summary>
/// <param name="target">The output's top.</param>
/// <param name="times">The times that directories get.</param>
internal sealed class FinishedDirectories(HeldDirectory target, OutputTimes times)
{
    private readonly Comparison comparison = new();

    // Directories whose mode would keep even their owner from what is still to come below them.
    private readonly ConcurrentBag<DirectoryNode> closed = [];

    /// <summary>Finishes a directory; may be called by several threads.</summary>
    /// <param name="fd">A descriptor of it that has not been read from.</param>
    /// <param name="directory">Its plan.</param>
    /// <param name="names">Room for names.</param>
    public void Finish(int fd, DirectoryNode directory, Span<byte> names)
    {
        comparison.Add(directory, fd, target.Path, names);
        if (!FileSystem.TrySetModified(fd, times.Of(directory.Status)))
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
            SetMode(fd, directory);
        }
    }

    /// <summary>Gives the modes that would have been in the way, and then tells what is not as planned.</summary>
    public IReadOnlyList<Finding> End()
    {
        foreach (var directory in closed.OrderByDescending(directory => directory.Path))
        {
            using var opened = target.Open(directory.Path);
            SetMode(opened.Value, directory);
        }

        return comparison.Findings;
    }

    private void SetMode(int fd, DirectoryNode directory)
    {
        if (Libc.fchmod(fd, Permissions.Of(directory.Status)) != 0)
        {
            PosixFailure.Throw("cannot set the mode of", target.Path.Join(directory.Path.Span), "fchmod");
        }
    }
}
