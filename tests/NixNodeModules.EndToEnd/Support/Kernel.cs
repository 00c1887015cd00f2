using System.Globalization;
using System.Text;
using Mono.Unix;
using Mono.Unix.Native;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// What the kernel says of paths, through Mono.Posix and so through none of the product's code. Names are Mono's strings: bytes that are
/// no UTF-8 stand in them as a NUL and the byte, so that no two names become one.
/// </summary>
internal static class Kernel
{
    /// <summary>Where a path leads, links followed; null where the kernel cannot follow it.</summary>
    public static string? Resolve(string path) => Resolve(path, out _);

    /// <summary>The same, with the reason where there is none.</summary>
    public static string? Resolve(string path, out Errno errno)
    {
        // Not O_PATH: Mono's native part was built without it. Nothing that these tests resolve is a socket.
        var fd = Syscall.open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC);
        errno = fd < 0 ? Stdlib.GetLastError() : default;
        if (fd < 0)
        {
            return null;
        }

        var physical = ReadLink(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{fd}"));
        _ = Syscall.close(fd);
        return physical;
    }

    /// <summary>The text of a link.</summary>
    public static string ReadLink(string path)
    {
        var buffer = new byte[8192];
        var length = Syscall.readlink(path, buffer);
        Check(length, path);
        return UnixEncoding.Instance.GetString(buffer, 0, (int)length);
    }

    /// <summary>The status of a path itself; null where nothing is there.</summary>
    public static Stat? Look(string path)
    {
        if (Syscall.lstat(path, out var status) == 0)
        {
            return status;
        }

        var errno = Stdlib.GetLastError();
        return errno is Errno.ENOENT or Errno.ENOTDIR ? null : throw new UnixIOException(errno);
    }

    /// <summary>Whether a path itself is a directory.</summary>
    public static bool IsDirectory(string path) => Look(path) is { } status && TypeOf(status) == FilePermissions.S_IFDIR;

    /// <summary>The names in a directory, sorted by their bytes.</summary>
    public static IReadOnlyList<string> List(string directory)
    {
        var open = Syscall.opendir(directory);
        Check(open == IntPtr.Zero ? -1 : 0, directory);
        var names = new List<string>();
        while (Syscall.readdir(open) is { } entry)
        {
            if (entry.d_name is not ("." or ".."))
            {
                names.Add(entry.d_name);
            }
        }

        _ = Syscall.closedir(open);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Opens a file to read it, never through a link.</summary>
    public static UnixStream OpenFile(string path)
    {
        var fd = Syscall.open(path, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC);
        Check(fd, path);
        return new(fd);
    }

    /// <summary>Makes a file with a text in it.</summary>
    public static void WriteFile(string path, string text)
    {
        var fd = Syscall.open(
            path,
            OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_CLOEXEC,
            NativeConvert.FromOctalPermissionString("0644")
        );
        Check(fd, path);
        using var file = new UnixStream(fd);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Makes a link.</summary>
    public static void MakeLink(string text, string path) => Check(Syscall.symlink(text, path), path);

    /// <summary>Makes a directory and those above it that are missing.</summary>
    public static void MakeDirectories(string path)
    {
        if (path.Length > 0 && Look(path) is null)
        {
            MakeDirectories(path[..Math.Max(path.LastIndexOf('/'), 0)]);
            Check(Syscall.mkdir(path, NativeConvert.FromOctalPermissionString("0755")), path);
        }
    }

    /// <summary>Gives a file or directory a mode, in octal.</summary>
    public static void SetMode(string path, string octal) =>
        Check(Syscall.chmod(path, NativeConvert.FromOctalPermissionString(octal)), path);

    /// <summary>Gives a path itself a modification time.</summary>
    public static void SetModified(string path, long seconds, long nanoseconds)
    {
        var time = new Timespec { tv_sec = seconds, tv_nsec = nanoseconds };
        Check(Syscall.utimensat(Syscall.AT_FDCWD, path, [time, time], AtFlags.AT_SYMLINK_NOFOLLOW), path);
    }

    /// <summary>Throws where a call has failed.</summary>
    public static void Check(long result, string path)
    {
        if (result < 0)
        {
            var errno = Stdlib.GetLastError();
            throw new IOException($"{path}: {errno}");
        }
    }

    /// <summary>What kind of thing a status is of.</summary>
    public static FilePermissions TypeOf(Stat status) => status.st_mode & FilePermissions.S_IFMT;
}
