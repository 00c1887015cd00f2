using System.Runtime.InteropServices;
using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>
/// Removes trees by descriptors, without following a link, without recursion and without going on to another mount. One directory is open
/// at a time, however deep the tree: the way back up is <c>..</c>, taken only where it is the directory that the way down began in. What
/// somebody else removes meanwhile is as good as removed.
/// </summary>
internal sealed unsafe class Removal : IDisposable
{
    private readonly HeldDirectory top;
    private readonly byte[] names = new byte[64 * 1024];

    // The directories from the top to the open one.
    private readonly Stack<Level> levels = new();

    // The open one; the top's own descriptor at the top.
    private int at;

    private Removal(HeldDirectory top) => (this.top, at) = (top, top.Fd);

    /// <summary>
    /// Removes all that a directory holds; throws <see cref="PosixFailure"/> for the first thing that cannot be removed. What is mounted
    /// below it is such a thing: it belongs to somebody else.
    /// </summary>
    public static void Empty(HeldDirectory top)
    {
        using var removal = new Removal(top);
        removal.Run();
    }

    public void Dispose()
    {
        if (at != top.Fd)
        {
            _ = Libc.close(at);
        }
    }

    private void Run()
    {
        // It may have been read to its end before.
        _ = Libc.lseek(top.Fd, 0, Libc.SEEK_SET);
        RemoveContents(default);
        while (true)
        {
            if (levels.Peek().Left.TryPop(out var name))
            {
                GoDown(name);
            }
            else if (levels.Count > 1)
            {
                GoUp();
            }
            else
            {
                return;
            }
        }
    }

    private void GoDown(byte[] name)
    {
        if (OpenClosed(BytePath.From(name)) is { } below)
        {
            Enter(below.Value);
            RemoveContents(name);
        }
    }

    private void GoUp()
    {
        var emptied = levels.Pop();
        int above;
        fixed (byte* up = "..\0"u8)
        {
            above = levels.Count == 1 ? top.Fd : FileSystem.TryOpenDirectory(at, up);
        }

        if (above < 0)
        {
            PosixFailure.Throw("cannot leave the directory", Shown(emptied.Name), "openat");
        }

        Enter(above);
        if (!FileSystem.TryStat(above, out var now))
        {
            PosixFailure.Throw("cannot look at the directory above", Shown(emptied.Name), "statx");
        }

        if (!now.IsSameFile(levels.Peek().Status))
        {
            throw new PosixFailure("cannot find the way back from", Shown(emptied.Name), "openat", Errno.ENOENT);
        }

        if (!TryRemoveDirectory(at, FileSystem.Terminated(emptied.Name)) && Marshal.GetLastPInvokeError() != Errno.ENOENT)
        {
            PosixFailure.Throw("cannot remove the directory", Shown(emptied.Name), "unlinkat");
        }
    }

    private void Enter(int directory)
    {
        Dispose();
        at = directory;
    }

    // Directories that are not empty are left for later.
    private void RemoveContents(ReadOnlySpan<byte> name)
    {
        // A finished directory may have a mode that keeps even its owner out.
        _ = Libc.fchmod(at, Permissions.OwnerAll);
        if (!FileSystem.TryStat(at, out var status))
        {
            PosixFailure.Throw("cannot look at", Shown(name), "statx");
        }

        var level = new Level(name.ToArray(), status, new());
        levels.Push(level);
        var reader = new DirectoryReader(at, names);
        while (reader.MoveNext())
        {
            if (!TryRemove(at, reader.Name, out var errno))
            {
                throw new PosixFailure("cannot remove", Shown(reader.Name), "unlinkat", errno);
            }

            if (errno != 0)
            {
                level.Left.Push(reader.Name.ToArray());
            }
        }

        if (reader.Error is not (0 or Errno.ENOENT))
        {
            throw new PosixFailure("cannot read the directory", Shown(default), "getdents64", reader.Error);
        }
    }

    // What is above has been opened for its owner by now. Null for what has gone.
    private Descriptor? OpenClosed(BytePath name)
    {
        var opened = FileSystem.TryOpenDirectoryBelow(at, name, out var errno, isOnSameMount: true);
        if (errno == Errno.EACCES)
        {
            fixed (byte* start = FileSystem.Terminated(name.Span))
            {
                _ = Libc.fchmodat(at, start, Permissions.OwnerAll, Libc.AT_SYMLINK_NOFOLLOW);
            }

            opened = FileSystem.TryOpenDirectoryBelow(at, name, out errno, isOnSameMount: true);
        }

        if (opened is null && errno != Errno.ENOENT)
        {
            throw new PosixFailure("cannot open the directory", Shown(name.Span), "openat2", errno);
        }

        return opened;
    }

    // Removes a file or an empty directory; true and ENOTEMPTY for a directory with something in it. The kernel refuses with EBUSY to
    // remove where something is mounted, before it looks at what is in there.
    private static bool TryRemove(int directory, ReadOnlySpan<byte> terminatedName, out int errno)
    {
        fixed (byte* name = terminatedName)
        {
            errno = Libc.unlinkat(directory, name, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }

        if (errno is Errno.EISDIR or Errno.EPERM)
        {
            var asDirectory = TryRemoveDirectory(directory, terminatedName) ? 0 : Marshal.GetLastPInvokeError();
            errno = asDirectory switch
            {
                Errno.EEXIST => Errno.ENOTEMPTY,
                Errno.ENOTDIR => errno,
                _ => asDirectory,
            };
        }

        errno = errno == Errno.ENOENT ? 0 : errno;
        return errno is 0 or Errno.ENOTEMPTY;
    }

    private static bool TryRemoveDirectory(int directory, ReadOnlySpan<byte> terminatedName)
    {
        fixed (byte* name = terminatedName)
        {
            return Libc.unlinkat(directory, name, Libc.AT_REMOVEDIR) == 0;
        }
    }

    // The path of a name in the directory at hand, for a message.
    private BytePath Shown(ReadOnlySpan<byte> name)
    {
        var path = top.Path;
        foreach (var level in levels.Reverse())
        {
            path = path.Join(level.Name);
        }

        return name.IsEmpty ? path : path.Join(name);
    }

    /// <summary>A directory on the way down.</summary>
    /// <param name="Name">Its name; empty for the top.</param>
    /// <param name="Status">What tells it from others.</param>
    /// <param name="Left">The directories in it that are not empty.</param>
    private sealed record Level(byte[] Name, FileStatus Status, Stack<byte[]> Left);
}
