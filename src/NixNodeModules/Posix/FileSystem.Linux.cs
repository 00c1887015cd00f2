using System.Buffers.Text;
using System.Runtime.InteropServices;
using NixNodeModules.Paths;

namespace NixNodeModules.Posix;

// The calls that Linux has and other kernels do otherwise: statx, openat2, renameat2, copy_file_range, FICLONE.
internal static unsafe partial class FileSystem
{
    /// <summary>The longest path that one call takes, its NUL included (PATH_MAX, path_resolution(7)); also more than the longest link text.</summary>
    public const int PathMax = 4096;

    // What a FileStatus holds: a network file system need not fetch the rest.
    private const uint Wanted =
        Libc.STATX_TYPE | Libc.STATX_MODE | Libc.STATX_NLINK | Libc.STATX_MTIME | Libc.STATX_INO | Libc.STATX_SIZE;

    private static volatile bool hasOpenat2 = true;

    /// <summary>The metadata of what a descriptor is open on. Gives whether it could, else errno is set.</summary>
    public static bool TryStat(int fd, out FileStatus status) => TryStat(fd, Nothing, Libc.AT_EMPTY_PATH, out status);

    /// <summary>The metadata of a name in a directory, of a link itself if it is one. Gives whether it could, else errno is set.</summary>
    public static bool TryStatName(int directory, ReadOnlySpan<byte> terminatedName, out FileStatus status) =>
        TryStat(directory, terminatedName, Libc.AT_SYMLINK_NOFOLLOW | Libc.AT_NO_AUTOMOUNT, out status);

    /// <summary>The same for a name that is NUL-terminated where it lies.</summary>
    public static bool TryStatName(int directory, byte* name, out FileStatus status) =>
        TryStat(directory, name, Libc.AT_SYMLINK_NOFOLLOW | Libc.AT_NO_AUTOMOUNT, out status);

    /// <summary>
    /// Opens the directory at a path below a held one. openat2(2) refuses every link and every way out in one call; where it is
    /// missing (before Linux 5.6) or forbidden (seccomp in older container runtimes), each component is opened by itself. Null and errno
    /// on failure.
    /// </summary>
    /// <param name="held">The held directory.</param>
    /// <param name="relative">The path.</param>
    /// <param name="errno">Why it could not be opened.</param>
    /// <param name="isOnSameMount">Whether a mount on the way is refused too (EXDEV).</param>
    public static Descriptor? TryOpenDirectoryBelow(int held, BytePath relative, out int errno, bool isOnSameMount = false)
    {
        var rest = relative.Span;
        var at = held;
        while (true)
        {
            // Read once a turn: another thread may find meanwhile that the call is missing, and several components in one plain openat
            // would follow links.
            var whole = hasOpenat2;
            var step = whole ? LongestPart(rest) : FirstComponent(rest);
            var fd = OpenStep(at, step.IsEmpty ? "."u8 : step, whole, isOnSameMount ? Libc.RESOLVE_NO_XDEV : 0);
            errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (errno is Errno.EINTR or Errno.EAGAIN)
            {
                // EAGAIN: something was renamed meanwhile and openat2 could not tell whether the path stays below (openat2(2)).
                continue;
            }

            if (whole && errno is Errno.ENOSYS or Errno.EPERM or Errno.EINVAL)
            {
                hasOpenat2 = false;
                continue;
            }

            if (fd >= 0 && !whole && isOnSameMount && !step.IsEmpty && IsOtherMount(fd, at))
            {
                _ = Libc.close(fd);
                (fd, errno) = (-1, Errno.EXDEV);
            }

            if (at != held)
            {
                _ = Libc.close(at);
            }

            if (fd < 0)
            {
                return null;
            }

            if (step.Length == rest.Length)
            {
                return new Descriptor(fd);
            }

            rest = rest[(step.Length + 1)..];
            at = fd;
        }
    }

    /// <summary>Renames within or between directories; errno 0 for success. Never replaces what has the new name (EEXIST).</summary>
    public static int RenameNew(int fromDirectory, byte* from, int toDirectory, byte* to) =>
        Libc.renameat2(fromDirectory, from, toDirectory, to, Libc.RENAME_NOREPLACE) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Lets two names change places in one step; errno 0 for success, EINVAL where the file system cannot.</summary>
    public static int Exchange(int fromDirectory, byte* from, int toDirectory, byte* to) =>
        Libc.renameat2(fromDirectory, from, toDirectory, to, Libc.RENAME_EXCHANGE) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Makes one file share the other's blocks (ioctl_ficlone(2)); errno 0 for success.</summary>
    public static int Reflink(int from, int to) => Libc.ioctl(to, Libc.FICLONE, from) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>
    /// Copies up to <paramref name="count"/> bytes in the kernel, from and to the descriptors' positions. Gives the number copied, or -1
    /// and errno. At most 1 GiB a call: glibc 2.41 and 2.42 fail above it (glibc PR33245).
    /// </summary>
    public static nint TryCopyRange(int from, int to, long count)
    {
        nint copied;
        do
        {
            copied = Libc.copy_file_range(from, null, to, null, (nuint)Math.Min(count, 1L << 30), 0);
        } while (copied < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

        return copied;
    }

    /// <summary>
    /// Takes the access control lists off a directory, the one that it would hand down too: with those the modes of what is made in it
    /// would be others than asked for. A file system that has none is no failure.
    /// </summary>
    public static void RemoveAccessLists(int directory)
    {
        fixed (byte* inherited = "system.posix_acl_default\0"u8)
        fixed (byte* own = "system.posix_acl_access\0"u8)
        {
            _ = Libc.fremovexattr(directory, inherited);
            _ = Libc.fremovexattr(directory, own);
        }
    }

    /// <summary>
    /// Whether an open file has fewer blocks than its size asks for: holes, or compression. A file system that does not tell has none.
    /// </summary>
    public static bool IsSparse(int fd) =>
        TryStatRaw(fd, Libc.STATX_BLOCKS | Libc.STATX_SIZE, out var raw)
        && (raw.stx_mask & Libc.STATX_BLOCKS) != 0
        && raw.stx_blocks * 512 < raw.stx_size;

    /// <summary>Whether an open file belongs to the user who runs this.</summary>
    public static bool IsOwn(int fd) => TryStatRaw(fd, Libc.STATX_UID, out var raw) && raw.stx_uid == Libc.geteuid();

    /// <summary>
    /// Whether nobody but its owner, who is the user or root, can give what others have put into an open directory another name there: it is
    /// sticky, or closed to others' writing.
    /// </summary>
    public static bool KeepsNames(int directory) =>
        TryStatRaw(directory, Libc.STATX_UID | Libc.STATX_MODE, out var raw)
        && (raw.stx_uid == 0 || raw.stx_uid == Libc.geteuid())
        && ((raw.stx_mode & Libc.S_ISVTX) != 0 || (raw.stx_mode & (Libc.S_IWGRP | Libc.S_IWOTH)) == 0);

    /// <summary>
    /// A number that is another one for each start of a kernel and the same for all that runs on it, in containers too; null where /proc is
    /// missing.
    /// </summary>
    public static uint? BootNumber()
    {
        int fd;
        fixed (byte* path = "/proc/sys/kernel/random/boot_id\0"u8)
        {
            fd = TryOpen(Libc.AT_FDCWD, path, Libc.O_RDONLY | Libc.O_NOFOLLOW);
        }

        if (fd < 0)
        {
            return null;
        }

        using var file = new Descriptor(fd);
        Span<byte> id = stackalloc byte[8];
        return TryRead(fd, id) == id.Length && Utf8Parser.TryParse(id, out uint boot, out _, 'X') ? boot : null;
    }

    /// <summary>Whether a mount starts at the directory that a descriptor is open on, so that it cannot be renamed over.</summary>
    public static bool IsMountPoint(int fd) =>
        TryStatRaw(fd, Libc.STATX_BASIC_STATS, out var raw)
        && (raw.stx_attributes & raw.stx_attributes_mask & Libc.STATX_ATTR_MOUNT_ROOT) != 0;

    /// <summary>Whether a descriptor is open on an overlay (fstatfs(2)), which gives a file another inode when it is first written to or linked.</summary>
    public static bool IsOverlay(int fd)
    {
        const long OverlayMagic = 0x794c7630;
        Span<long> status = stackalloc long[64];
        fixed (long* start = status)
        {
            return Libc.fstatfs(fd, start) == 0 && status[0] == OverlayMagic;
        }
    }

    // Without openat2. Older kernels than the attribute (Linux 5.8) tell other file systems apart and no more.
    private static bool IsOtherMount(int fd, int above) =>
        IsMountPoint(fd) || (TryStat(fd, out var status) && TryStat(above, out var around) && status.Device != around.Device);

    private static bool TryStatRaw(int fd, uint wanted, out Libc.statx_t raw)
    {
        fixed (byte* name = Nothing)
        fixed (Libc.statx_t* start = &raw)
        {
            return Libc.statx(fd, name, Libc.AT_EMPTY_PATH, wanted, start) == 0;
        }
    }

    private static bool TryStat(int directory, ReadOnlySpan<byte> terminatedName, int flags, out FileStatus status)
    {
        fixed (byte* name = terminatedName)
        {
            return TryStat(directory, name, flags, out status);
        }
    }

    private static bool TryStat(int directory, byte* name, int flags, out FileStatus status)
    {
        Libc.statx_t raw;
        if (Libc.statx(directory, name, flags, Wanted, &raw) != 0)
        {
            status = default;
            return false;
        }

        status = new()
        {
            Device = (raw.stx_dev_major << 20) | raw.stx_dev_minor,
            Inode = raw.stx_ino,
            Size = (long)raw.stx_size,
            ModifiedSeconds = raw.stx_mtime.tv_sec,
            ModifiedNanoseconds = raw.stx_mtime.tv_nsec,
            LinkCount = (byte)Math.Min(raw.stx_nlink, byte.MaxValue),
            Mode = (ushort)(raw.stx_mode & 0xFFF),
            Kind = KindOf(raw.stx_mode),
        };
        return true;
    }

    private static int OpenStep(int directory, ReadOnlySpan<byte> path, bool withOpenat2, ulong resolve)
    {
        Span<byte> terminated = stackalloc byte[PathMax];
        path.CopyTo(terminated);
        terminated[path.Length] = 0;
        fixed (byte* name = terminated)
        {
            if (!withOpenat2)
            {
                return TryOpenDirectory(directory, name);
            }

            var how = new Libc.open_how
            {
                flags = (ulong)(Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC),
                resolve = resolve | Libc.RESOLVE_BENEATH | Libc.RESOLVE_NO_SYMLINKS | Libc.RESOLVE_NO_MAGICLINKS,
            };
            return (int)Libc.openat2(Libc.SYS_openat2, directory, name, &how, (nuint)sizeof(Libc.open_how));
        }
    }

    private static ReadOnlySpan<byte> FirstComponent(ReadOnlySpan<byte> path) =>
        path.IndexOf((byte)'/') is var slash and >= 0 ? path[..slash] : path;

    private static ReadOnlySpan<byte> LongestPart(ReadOnlySpan<byte> path) =>
        path.Length < PathMax ? path : path[..path[..PathMax].LastIndexOf((byte)'/')];
}
