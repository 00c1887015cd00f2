using System.Runtime.InteropServices;
using NixNodeModules.Paths;

namespace NixNodeModules.Posix;

/// <summary>Something in a tree that is read is no longer what it was when it was first seen (exit code 4).</summary>
internal sealed class SourceChanged(BytePath path, string how)
    : Failure(
        ExitCode.SourceChanged,
        $"cannot go on with {path.Display}: it {how} while it was being read",
        "Run the command again when nothing else writes there."
    )
{
    /// <summary>
    /// Throws for a call on something that a directory of the source was seen to hold: as a change of the source where errno says that
    /// it is gone or another kind of file now, else as the I/O failure that it is.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void ThrowOr(string doing, BytePath path, string call, int? errno = null)
    {
        var number = errno ?? Marshal.GetLastPInvokeError();
        throw IsToldBy(number) ? Told(path, number) : new PosixFailure(doing, path, call, number);
    }

    /// <summary>Whether an error number says that what was seen is gone or another kind of file now.</summary>
    public static bool IsToldBy(int errno) =>
        errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.ENXIO or Errno.EISDIR or Errno.EAGAIN;

    /// <summary>The change that such an error number tells of.</summary>
    public static SourceChanged Told(BytePath path, int errno) =>
        new(path, errno == Errno.ENOENT ? "was removed" : "was replaced");
}
