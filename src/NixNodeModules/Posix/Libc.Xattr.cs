using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

// sys/xattr.h
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    public static partial int fremovexattr(int fd, byte* name);
}
