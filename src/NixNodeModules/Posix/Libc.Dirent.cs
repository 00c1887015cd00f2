using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

// dirent.h
internal static unsafe partial class Libc
{
    /// <summary>Where the fields of a <c>struct dirent64</c> lie; the name follows, NUL-terminated, and records are <c>d_reclen</c> apart.</summary>
    public const int DirentReclenOffset = 16;
    public const int DirentTypeOffset = 18;
    public const int DirentNameOffset = 19;

    public const byte DT_UNKNOWN = 0;
    public const byte DT_DIR = 4;
    public const byte DT_REG = 8;
    public const byte DT_LNK = 10;

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint getdents64(int fd, byte* dirp, nuint count);
}
