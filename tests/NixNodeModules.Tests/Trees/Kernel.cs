using System.Runtime.InteropServices;
using Mono.Unix.Native;

namespace NixNodeModules.Tests.Trees;

/// <summary>
/// What the kernel says and does, by Mono.Posix and so by none of the product's own bindings. Names that are not UTF-8 are written as
/// <see cref="Mono.Unix.UnixEncoding"/> has them.
/// </summary>
internal static class Kernel
{
    /// <summary>The metadata of what a path leads to, or why there is none.</summary>
    public static (Stat Status, Errno? Error) Follow(string path) =>
        Syscall.stat(path, out var status) == 0 ? (status, null) : (default, Stdlib.GetLastError());

    /// <summary>The metadata of what stands at a path, of a link itself.</summary>
    public static Stat Look(string path)
    {
        Must(Syscall.lstat(path, out var status), path);
        return status;
    }

    public static bool Exists(string path) => Syscall.lstat(path, out _) == 0;

    public static string ReadLink(string path)
    {
        var buffer = new byte[8192];
        var length = Syscall.readlink(path, buffer);
        Must(length < 0 ? -1 : 0, path);
        return Mono.Unix.UnixEncoding.Instance.GetString(buffer, 0, (int)length);
    }

    public static void MakeDirectory(string path) => Must(Syscall.mkdir(path, Mode("755")), path);

    public static void MakeLink(string text, string path) => Must(Syscall.symlink(text, path), path);

    public static void MakeFurtherName(string path, string name) => Must(Syscall.link(path, name), name);

    public static void MakeFifo(string path) => Must(Syscall.mkfifo(path, Mode("644")), path);

    public static void SetMode(string path, string octal) => Must(Syscall.chmod(path, Mode(octal)), path);

    public static void Rename(string path, string name) => Must(Syscall.rename(path, name), path);

    /// <summary>Gives a file, directory or link itself a modification time.</summary>
    public static void SetModified(string path, long seconds, long nanoseconds = 0)
    {
        var time = new Timespec { tv_sec = seconds, tv_nsec = nanoseconds };
        Must(Syscall.utimensat(Syscall.AT_FDCWD, path, [time, time], AtFlags.AT_SYMLINK_NOFOLLOW), path);
    }

    /// <summary>The permission, set-id and sticky bits of a path, octal.</summary>
    public static string ModeOf(string path) => Convert.ToString((int)Look(path).st_mode & 0xFFF, 8);

    private static FilePermissions Mode(string octal) => (FilePermissions)Convert.ToUInt32(octal, 8);

    private static void Must(int result, string path)
    {
        if (result != 0)
        {
            var error = Stdlib.GetLastError();
            throw new IOException($"{path}: {error} ({Marshal.GetLastPInvokeError()})");
        }
    }
}
