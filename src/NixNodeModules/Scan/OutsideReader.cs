using System.Runtime.InteropServices;
using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>Looks up single paths outside the workspace root, so that links that leave it can be followed. Opens and lists nothing.</summary>
internal static class OutsideReader
{
    /// <summary>
    /// Adds to <paramref name="outside"/> what stands at an absolute physical path. What cannot be looked at is no missing file: an I/O
    /// failure throws <see cref="PosixFailure"/>.
    /// </summary>
    public static void LookUp(Outside outside, BytePath path)
    {
        var name = FileSystem.Terminated(path.Span);
        if (!FileSystem.TryStatName(Libc.AT_FDCWD, name, out var status))
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Errno.ENOENT or Errno.ENOTDIR or Errno.ENAMETOOLONG:
                    outside.Learn(path, OutsideKind.Missing);
                    break;
                case Errno.EACCES or Errno.EPERM:
                    outside.Learn(path, OutsideKind.Closed);
                    break;
                default:
                    PosixFailure.Throw("cannot look at the target of a link,", path, "statx");
                    break;
            }
        }
        else if (status.Kind == FileKind.Link)
        {
            Span<byte> text = stackalloc byte[FileSystem.PathMax];
            var length = FileSystem.TryReadLink(Libc.AT_FDCWD, name, text);
            if (length < 0)
            {
                PosixFailure.Throw("cannot read the link", path, "readlinkat");
            }

            outside.Learn(path, OutsideKind.Link, BytePath.From(text[..length]));
        }
        else
        {
            outside.Learn(path, status.Kind == FileKind.Directory ? OutsideKind.Directory : OutsideKind.File);
        }
    }
}
