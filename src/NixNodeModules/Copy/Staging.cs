using System.Runtime.InteropServices;
using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>
/// The directory in which an output is made before it appears in its place in one step: a fresh sibling with mode 0700. Where no sibling
/// can be made (a parent that cannot be written, a mount) it is the place itself. What is not published has to be discarded.
/// </summary>
internal sealed unsafe class Staging : IDisposable
{
    private readonly Destination destination;
    private byte[] name;
    private readonly bool isInPlace;
    private readonly bool wasThere;
    private bool isPublished;

    private Staging(Destination destination, HeldDirectory top, ReadOnlySpan<byte> terminatedName, bool isInPlace, bool wasThere)
    {
        this.destination = destination;
        this.isInPlace = isInPlace;
        this.wasThere = wasThere;
        name = terminatedName.ToArray();
        Top = top;
    }

    /// <summary>The directory to make the output in.</summary>
    public HeldDirectory Top { get; }

    /// <summary>Makes a staging directory for a destination; throws <see cref="PosixFailure"/> where neither way is open.</summary>
    public static Staging Make(Destination destination)
    {
        if (destination.Existing is not null && destination.IsMountPoint)
        {
            return Open(destination, destination.Name, isInPlace: true, wasThere: true);
        }

        while (true)
        {
            var candidate = StagingName.For(destination.Name[..^1]);
            var errno = MakeDirectory(destination, candidate);
            switch (errno)
            {
                case 0 when TryHold(destination, candidate) is { } staging:
                    return staging;
                case 0 or Errno.EEXIST:
                    continue;
                case Errno.EACCES or Errno.EPERM or Errno.EROFS when destination.IsEmpty:
                    return MakeInPlace(destination);
                default:
                    throw new PosixFailure("cannot make a staging directory in", destination.Parent.Path, "mkdirat", errno);
            }
        }
    }

    /// <summary>
    /// Lets the finished tree appear in its place, in one step. Refused (exit code 2) where something has come there meanwhile. Gives a
    /// warning where a replaced tree could not be removed.
    /// </summary>
    public string? Publish()
    {
        if (isInPlace)
        {
            isPublished = true;
            return null;
        }

        fixed (byte* from = name)
        fixed (byte* to = destination.Name)
        {
            var parent = destination.Parent.Fd;
            var errno = destination.Existing is null ? FileSystem.RenameNew(parent, from, parent, to) : Replace(parent, from, to);
            if (errno is Errno.EINVAL or Errno.ENOSYS)
            {
                // A file system without the flag, a kernel or sandbox without the call (renameat2(2)). A plain rename replaces nothing but an empty directory.
                errno = Libc.renameat(parent, from, parent, to) == 0 ? 0 : Marshal.GetLastPInvokeError();
            }

            if (errno is Errno.EEXIST or Errno.ENOTEMPTY or Errno.ENOTDIR)
            {
                throw Overtaken(destination);
            }

            if (errno != 0)
            {
                throw new PosixFailure("cannot put the output at", destination.Path, "renameat2", errno);
            }
        }

        isPublished = true;
        return RemoveReplaced();
    }

    /// <summary>Removes what was made and not published. Gives a note for the message where that failed.</summary>
    public string? Discard()
    {
        if (isPublished)
        {
            return null;
        }

        try
        {
            Removal.Empty(Top);
            return wasThere ? Restore() : RemoveDirectory();
        }
        catch (PosixFailure failure)
        {
            return Left("an unfinished output", failure);
        }
    }

    public void Dispose() => Top.Dispose();

    // The caller's own empty directory is as it was before.
    private string? Restore()
    {
        var was = destination.Existing!.Value;
        return FileSystem.TrySetModified(Top.Fd, was.Modified) && Libc.fchmod(Top.Fd, was.Mode) == 0
            ? null
            : Left("an empty directory", new("cannot restore", Top.Path, "fchmod", Marshal.GetLastPInvokeError()));
    }

    private static Staging MakeInPlace(Destination destination)
    {
        if (destination.Existing is not null)
        {
            return Open(destination, destination.Name, isInPlace: true, wasThere: true);
        }

        return MakeDirectory(destination, destination.Name) switch
        {
            0 => Open(destination, destination.Name, isInPlace: true, wasThere: false),
            Errno.EEXIST => throw Overtaken(destination),
            var errno => throw new PosixFailure("cannot make the output", destination.Path, "mkdirat", errno),
        };
    }

    private static Staging Open(Destination destination, ReadOnlySpan<byte> terminatedName, bool isInPlace, bool wasThere)
    {
        fixed (byte* start = terminatedName)
        {
            var parent = destination.Parent.Fd;
            var fd = FileSystem.TryOpenDirectory(parent, start);
            var errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (fd < 0)
            {
                if (!wasThere)
                {
                    _ = Libc.unlinkat(parent, start, Libc.AT_REMOVEDIR);
                }

                throw new PosixFailure(
                    "cannot open the staging directory",
                    destination.Beside(terminatedName[..^1]),
                    "openat",
                    errno
                );
            }

            var top = new HeldDirectory(new(fd), isInPlace ? destination.Path : destination.Beside(terminatedName[..^1]));
            if (isInPlace && !IsOurs(fd, out errno))
            {
                top.Dispose();
                if (errno != 0 && !wasThere)
                {
                    _ = Libc.unlinkat(parent, start, Libc.AT_REMOVEDIR);
                }

                throw errno == 0
                    ? Overtaken(destination)
                    : new PosixFailure("cannot read the directory", destination.Path, "getdents64", errno);
            }

            if (!wasThere)
            {
                FileSystem.RemoveAccessLists(fd);
            }

            // A parent with the set-group-id bit would hand it down to every directory made below.
            _ = Libc.fchmod(fd, Permissions.OwnerAll);
            return new(destination, top, terminatedName, isInPlace, wasThere);
        }
    }

    // Another run may be at work in the same directory, or have finished there since it was looked at. The lock goes with the descriptor.
    private static bool IsOurs(int fd, out int errno)
    {
        errno = 0;
        if (FileSystem.TryLock(fd) == Errno.EAGAIN)
        {
            return false;
        }

        var reader = new DirectoryReader(fd, stackalloc byte[4096]);
        var isEmpty = !reader.MoveNext();
        errno = reader.Error;
        return isEmpty && errno == 0;
    }

    // Null where another run has taken it, before it was locked, for one that nobody works in, and removes it.
    private static Staging? TryHold(Destination destination, ReadOnlySpan<byte> terminatedName)
    {
        Staging staging;
        try
        {
            staging = Open(destination, terminatedName, isInPlace: false, wasThere: false);
        }
        catch (PosixFailure failure) when (failure.Errno == Errno.ENOENT)
        {
            return null;
        }

        // The lock goes with the descriptor. Where the file system has none, no other run gets it either.
        var isTaken =
            FileSystem.TryLock(staging.Top.Fd) == Errno.EAGAIN
            || (
                FileSystem.TryStatName(destination.Parent.Fd, terminatedName, out var named)
                    ? FileSystem.TryStat(staging.Top.Fd, out var opened) && !opened.IsSameFile(named)
                    : Marshal.GetLastPInvokeError() == Errno.ENOENT
            );
        if (!isTaken)
        {
            return staging;
        }

        // Who has locked it may only have looked whether it may go. If it is still there it is empty.
        staging.Dispose();
        fixed (byte* start = terminatedName)
        {
            _ = Libc.unlinkat(destination.Parent.Fd, start, Libc.AT_REMOVEDIR);
        }

        return null;
    }

    private static Failure Overtaken(Destination destination) =>
        new(
            ExitCode.Usage,
            $"cannot put the output at {destination.Path.Display}: something else has come there meanwhile",
            "Let only one run write to one --out, or pass --replace."
        );

    private static int MakeDirectory(Destination destination, ReadOnlySpan<byte> terminatedName)
    {
        fixed (byte* start = terminatedName)
        {
            return Libc.mkdirat(destination.Parent.Fd, start, Permissions.OwnerAll) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    // An empty directory is replaced by a plain rename. One with something in it changes places with the new tree; where that cannot
    // be done in one step (renameat2(2): EINVAL, ENOSYS), it steps aside to a name of the same kind first.
    private int Replace(int parent, byte* from, byte* to)
    {
        if (destination.IsEmpty)
        {
            return Libc.renameat(parent, from, parent, to) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }

        var errno = FileSystem.Exchange(parent, from, parent, to);
        if (errno is not (Errno.EINVAL or Errno.ENOSYS))
        {
            return errno;
        }

        // Until the new tree is in its place this is the only one, and of no kind that another run would remove.
        var aside = StagingName.Aside(destination.Name[..^1]);
        fixed (byte* asideName = aside)
        {
            if (Libc.renameat(parent, to, parent, asideName) != 0)
            {
                return Marshal.GetLastPInvokeError();
            }

            if (Libc.renameat(parent, from, parent, to) != 0)
            {
                errno = Marshal.GetLastPInvokeError();
                _ = Libc.renameat(parent, asideName, parent, to);
                return errno;
            }
        }

        name = aside;
        return 0;
    }

    private string? RemoveReplaced()
    {
        if (destination.IsEmpty)
        {
            return null;
        }

        try
        {
            using var old = new HeldDirectory(destination.Parent.Open(BytePath.From(name.AsSpan()[..^1])), Shown(name));
            _ = FileSystem.TryLock(old.Fd);
            Removal.Empty(old);
            return RemoveDirectory();
        }
        catch (PosixFailure failure) when (failure.Errno == Errno.ENOENT)
        {
            // Another run was faster.
            return null;
        }
        catch (PosixFailure failure)
        {
            return Left("the replaced tree", failure);
        }
    }

    private string? RemoveDirectory()
    {
        fixed (byte* start = name)
        {
            return
                Libc.unlinkat(destination.Parent.Fd, start, Libc.AT_REMOVEDIR) == 0
                || Marshal.GetLastPInvokeError() == Errno.ENOENT
                ? null
                : Left("an empty directory", new("cannot remove", Shown(name), "unlinkat", Marshal.GetLastPInvokeError()));
        }
    }

    private string Left(string what, PosixFailure why) => $"{what} is left at {Shown(name).Display}: {why.Message}";

    private BytePath Shown(ReadOnlySpan<byte> terminatedName) => destination.Beside(terminatedName[..^1]);
}
