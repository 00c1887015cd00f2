using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

// linux/openat2.h. glibc has no wrapper, so the call goes through syscall(2); its number is the same on every architecture.
internal static unsafe partial class Libc
{
    public const long SYS_openat2 = 437;

    public const ulong RESOLVE_NO_XDEV = 0x01;
    public const ulong RESOLVE_NO_MAGICLINKS = 0x02;
    public const ulong RESOLVE_NO_SYMLINKS = 0x04;
    public const ulong RESOLVE_BENEATH = 0x08;

    [StructLayout(LayoutKind.Sequential)]
    public struct open_how
    {
        public ulong flags;
        public ulong mode;
        public ulong resolve;
    }

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial long openat2(long number, long dirfd, byte* pathname, open_how* how, nuint size);
}
