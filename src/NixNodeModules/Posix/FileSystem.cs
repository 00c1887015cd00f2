using System.Runtime.InteropServices;
using NixNodeModules.Paths;

namespace NixNodeModules.Posix;

/// <summary>
/// The system calls that POSIX systems share, with interruptions repeated and failures turned into <see cref="PosixFailure"/>. What
/// differs between kernels lies in <c>FileSystem.Linux.cs</c>. Names are NUL-terminated bytes; paths in arguments are for messages.
/// </summary>
internal static unsafe partial class FileSystem
{
    // Most manifests and shims are smaller.
    private const int UsualSize = 8 * 1024;

    /// <summary>An empty path or name, NUL-terminated.</summary>
    private static ReadOnlySpan<byte> Nothing => "\0"u8;

    /// <summary>
    /// A random number from the kernel (getrandom(2)). .NET's own generator would load OpenSSL, which a static binary cannot.
    /// </summary>
    public static ulong Random()
    {
        ulong random;
        while (Libc.getrandom(&random, sizeof(ulong), 0) != sizeof(ulong))
        {
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
            {
                // Forbidden or missing (before Linux 3.17). It is for names, and one that is taken is tried again.
                return ((ulong)Environment.ProcessId << 48) ^ (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
            }
        }

        return random;
    }

    /// <summary>
    /// Sees to it that the descriptors 0 to 2 are open: where a caller has closed one (<c>2>&amp;-</c>), the next file to be opened would
    /// get its number, and messages would be written into it. What takes their place cannot be written to, so that a lost report is noticed.
    /// </summary>
    public static void OpenStandardStreams()
    {
        int fd;
        fixed (byte* root = "/\0"u8)
        {
            do
            {
                fd = Libc.openat(Libc.AT_FDCWD, root, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
            } while (fd is >= 0 and <= 2);
        }

        _ = Libc.close(fd);
    }

    /// <summary>How many descriptors this process may have open (RLIMIT_NOFILE); 0 where the kernel does not say.</summary>
    public static int DescriptorLimit()
    {
        Libc.rlimit limit;
        return Libc.getrlimit(Libc.RLIMIT_NOFILE, &limit) == 0 ? (int)Math.Min(limit.rlim_cur, int.MaxValue) : 0;
    }

    /// <summary>Opens a directory by a path that a person gave; a link is followed. Null and errno on failure.</summary>
    public static HeldDirectory? TryHold(BytePath path) => TryHold(path, Libc.O_RDONLY);

    /// <summary>The same for a directory in which names are used and that is not listed: its user need not be able to read it.</summary>
    public static HeldDirectory? TryHoldUnread(BytePath path) => TryHold(path, Libc.O_PATH);

    /// <summary>The directories above an open one, up to the root of the file system, each with its device and inode; itself first.</summary>
    public static IReadOnlyList<FileStatus> Ancestry(int directory, BytePath path)
    {
        var all = new List<FileStatus> { Stat(directory, path) };
        var at = directory;
        while (true)
        {
            int up;
            fixed (byte* name = "..\0"u8)
            {
                // O_PATH: who may pass through a directory need not be able to read it.
                up = TryOpen(at, name, Libc.O_PATH | Libc.O_DIRECTORY);
            }

            var errno = Marshal.GetLastPInvokeError();
            if (at != directory)
            {
                _ = Libc.close(at);
            }

            if (up < 0)
            {
                throw new PosixFailure("cannot open a directory above", path, "openat", errno);
            }

            at = up;
            var status = Stat(at, path);
            if (status.IsSameFile(all[^1]))
            {
                _ = Libc.close(at);
                return all;
            }

            all.Add(status);
        }
    }

    /// <summary>Whether a path, links followed, may be used in a way (access(2)): errno, 0 for yes.</summary>
    public static int TryAccess(BytePath path, int mode)
    {
        fixed (byte* name = Terminated(path.Span))
        {
            return Libc.faccessat(Libc.AT_FDCWD, name, mode, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>The absolute path of what <paramref name="path"/> leads to, without links in it (realpath(3)); null and errno on failure.</summary>
    public static BytePath? TryRealPath(BytePath path)
    {
        fixed (byte* name = Terminated(path.Span))
        {
            var real = Libc.realpath(name, null);
            if (real == null)
            {
                return null;
            }

            var found = BytePath.From(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(real));
            Libc.free(real);
            return found;
        }
    }

    /// <summary>
    /// Locks a file for this process until it is closed (flock(2)): errno, 0 for success, EAGAIN where another has it, something else where the
    /// file system has no locks.
    /// </summary>
    public static int TryLock(int fd)
    {
        int errno;
        do
        {
            errno = Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB) == 0 ? 0 : Marshal.GetLastPInvokeError();
        } while (errno == Errno.EINTR);

        return errno;
    }

    /// <summary>Opens a file to read it, never through a link, and without waiting for a FIFO that has taken its place. Gives -1 and errno.</summary>
    public static int TryOpenFile(int directory, byte* name) =>
        TryOpen(directory, name, Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_NOCTTY);

    /// <summary>Makes a new file to write; refused by the kernel where the name exists. Gives -1 and errno.</summary>
    public static int TryCreateFile(int directory, byte* name, uint mode) =>
        TryOpen(directory, name, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW, mode);

    /// <summary>Opens the directory <paramref name="name"/> in a directory, never through a link. Gives -1 and errno.</summary>
    public static int TryOpenDirectory(int directory, byte* name) =>
        TryOpen(directory, name, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW);

    /// <summary>The metadata of what a descriptor is open on; throws <see cref="PosixFailure"/>.</summary>
    public static FileStatus Stat(int fd, BytePath path)
    {
        if (!TryStat(fd, out var status))
        {
            PosixFailure.Throw("cannot look at", path, "statx");
        }

        return status;
    }

    /// <summary>The text of a link in a directory, into a buffer of <see cref="PathMax"/> bytes: its length, or -1 and errno.</summary>
    public static int TryReadLink(int directory, ReadOnlySpan<byte> terminatedName, Span<byte> text)
    {
        fixed (byte* name = terminatedName)
        fixed (byte* start = text)
        {
            return (int)Libc.readlinkat(directory, name, start, (nuint)text.Length);
        }
    }

    /// <summary>Reads up to a buffer; 0 at the end. Gives -1 and errno.</summary>
    public static nint TryRead(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint read;
            do
            {
                read = Libc.read(fd, start, (nuint)buffer.Length);
            } while (read < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

            return read;
        }
    }

    /// <summary>Writes all of a buffer. Gives whether it could, else errno is set.</summary>
    public static bool TryWriteAll(int fd, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint done = 0;
            while (done < buffer.Length)
            {
                var written = Libc.write(fd, start + done, (nuint)(buffer.Length - done));
                if (written < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
                {
                    return false;
                }

                done += Math.Max(written, 0);
            }

            return true;
        }
    }

    /// <summary>Gives an open file a modification time; its access time stays. Gives whether it could, else errno is set.</summary>
    public static bool TrySetModified(int fd, Timestamp modified)
    {
        var times = stackalloc Libc.timespec[2];
        SetTimes(times, modified);
        return Libc.futimens(fd, times) == 0;
    }

    /// <summary>The same for a link itself.</summary>
    public static bool TrySetLinkModified(int directory, byte* name, Timestamp modified)
    {
        var times = stackalloc Libc.timespec[2];
        SetTimes(times, modified);
        return Libc.utimensat(directory, name, times, Libc.AT_SYMLINK_NOFOLLOW) == 0;
    }

    /// <summary>Gives a file a further name, never through a link; errno, 0 for success.</summary>
    public static int TryLink(int fromDirectory, byte* from, int toDirectory, byte* to) =>
        Libc.linkat(fromDirectory, from, toDirectory, to, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>All of a file of at most <paramref name="limit"/> bytes; null where it is longer.</summary>
    public static byte[]? ReadFile(int directory, ReadOnlySpan<byte> name, int limit, BytePath path)
    {
        int fd;
        fixed (byte* start = Terminated(name))
        {
            fd = TryOpenFile(directory, start);
        }

        if (fd < 0)
        {
            PosixFailure.Throw("cannot read", path, "openat");
        }

        using var file = new Descriptor(fd);
        var content = new byte[Math.Min(limit + 1, UsualSize)];
        var length = 0;
        while (true)
        {
            var read = TryRead(fd, content.AsSpan(length));
            if (read < 0)
            {
                PosixFailure.Throw("cannot read", path, "read");
            }

            if (read == 0)
            {
                return content[..length];
            }

            length += (int)read;
            if (length > limit)
            {
                return null;
            }

            if (length == content.Length)
            {
                Array.Resize(ref content, Math.Min(length * 2, limit + 1));
            }
        }
    }

    /// <summary>
    /// A copy of <paramref name="text"/> with a NUL behind it, to be given to the kernel. A text that has a NUL in it cannot be a path.
    /// </summary>
    public static byte[] Terminated(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0))
        {
            throw new Failure(
                ExitCode.Usage,
                $"cannot use {Escaped.Text(text)} as a path: it holds a NUL byte",
                "Give a path without it."
            );
        }

        var terminated = new byte[text.Length + 1];
        text.CopyTo(terminated);
        return terminated;
    }

    private static HeldDirectory? TryHold(BytePath path, int flags)
    {
        fixed (byte* name = Terminated(path.Span))
        {
            var fd = TryOpen(Libc.AT_FDCWD, name, flags | Libc.O_DIRECTORY);
            return fd < 0 ? null : new(new(fd), path);
        }
    }

    // Some file systems (FUSE, NFS) wait in open and are interrupted there.
    private static int TryOpen(int directory, byte* name, int flags, uint mode = 0)
    {
        int fd;
        do
        {
            fd = Libc.openat(directory, name, flags | Libc.O_CLOEXEC, mode);
        } while (fd < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

        return fd;
    }

    private static void SetTimes(Libc.timespec* times, Timestamp modified)
    {
        times[0] = new() { tv_nsec = Libc.UTIME_OMIT };
        times[1] = new() { tv_sec = modified.Seconds, tv_nsec = modified.Nanoseconds };
    }

    private static FileKind KindOf(uint mode) =>
        (mode & Libc.S_IFMT) switch
        {
            Libc.S_IFREG => FileKind.File,
            Libc.S_IFDIR => FileKind.Directory,
            Libc.S_IFLNK => FileKind.Link,
            _ => FileKind.Special,
        };
}
