using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

// stdlib.h
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    public static partial byte* realpath(byte* path, byte* resolved_path);

    [LibraryImport(Library)]
    public static partial void free(void* ptr);
}
