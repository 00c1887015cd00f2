using System.Runtime.CompilerServices;
using Mono.Unix.Native;

namespace NixNodeModules.Tests;

internal static class OpenUmaskForAll
{
    // A copy opens the umask of the whole process for its time. Tests run side by side, so here it is open from the beginning.
    [ModuleInitializer]
    public static void Open() => Syscall.umask(default);
}
