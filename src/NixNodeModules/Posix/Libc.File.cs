using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

// sys/file.h
internal static unsafe partial class Libc
{
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    // statfs(2): the type of the file system is the first word of a structure of at most 120 bytes.
    [LibraryImport(Library, SetLastError = true)]
    public static partial int fstatfs(int fd, long* status);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int flock(int fd, int operation);
}
