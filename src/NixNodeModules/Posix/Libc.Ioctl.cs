using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

// sys/ioctl.h, linux/fs.h
internal static unsafe partial class Libc
{
    public const nuint FICLONE = 0x40049409;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, nint argument);
}
