using System.Runtime.InteropServices;
using NixNodeModules.Paths;

namespace NixNodeModules.Posix;

/// <summary>A system call that failed: the one place that turns call, path and errno into an exception (exit code 1).</summary>
internal sealed class PosixFailure(string doing, BytePath path, string call, int errno)
    : Failure(
        ExitCode.Failed,
        $"{doing} {path.Display}: {Marshal.GetPInvokeErrorMessage(errno)} ({call}: {Posix.Errno.Name(errno)})",
        NextStep(errno)
    )
{
    /// <summary>The error number, as in errno(3).</summary>
    public int Errno { get; } = errno;

    /// <summary>
    /// Throws for the call that has just failed on this thread; <paramref name="doing"/> is the plain verb of the
    /// message ("cannot read").
    /// </summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Throw(string doing, BytePath path, string call) =>
        throw new PosixFailure(doing, path, call, Marshal.GetLastPInvokeError());

    private static string NextStep(int errno) =>
        errno switch
        {
            Posix.Errno.ENOSPC or Posix.Errno.EDQUOT => "Free some space (or inodes), or write to another file system.",
            Posix.Errno.EACCES or Posix.Errno.EPERM => "Run as a user that may do this, or mend the permissions of that path.",
            Posix.Errno.EROFS => "Write to a file system that is not read-only.",
            Posix.Errno.EMFILE => "Raise the limit of open files (ulimit -n), or lower --jobs.",
            Posix.Errno.EFBIG => "Raise the limit of file sizes (ulimit -f), or write to another file system.",
            Posix.Errno.EIO => "The device reported an error; look at the system log.",
            Posix.Errno.ENAMETOOLONG => "Use a shorter path, or change into the directory and give one from there.",
            _ => "Mend what the message names, and run the command again.",
        };
}
