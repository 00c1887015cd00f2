using Mono.Unix.Native;

namespace NixNodeModules.Tests.Trees;

/// <summary>Directories within directories, further down than any one path reaches.</summary>
internal static class DeepTree
{
    /// <summary>Makes so many levels of directories of one name, a file <c>f</c> in the last; gives the last one's inode.</summary>
    public static ulong Make(string top, string name, int levels)
    {
        var at = Syscall.open(top, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        for (var i = 0; i < levels; i++)
        {
            var made = Syscall.mkdirat(at, name, (FilePermissions)Convert.ToUInt32("755", 8));
            var next = Syscall.openat(at, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            Syscall.close(at);
            at = made == 0 && next >= 0 ? next : throw new IOException($"cannot make level {i} of {top}");
        }

        Syscall.close(
            Syscall.openat(at, "f", OpenFlags.O_CREAT | OpenFlags.O_WRONLY, (FilePermissions)Convert.ToUInt32("600", 8))
        );
        Syscall.fstat(at, out var status);
        Syscall.close(at);
        return status.st_ino;
    }
}
