using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

// sys/file.h
internal static unsafe partial class Libc
{
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int flock(int fd, int operation);
}
