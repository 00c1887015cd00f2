using System.Runtime.InteropServices;
using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>Removes trees by descriptors, without following a link and without recursion.</summary>
internal static unsafe class Removal
{
    /// <summary>Removes all that a directory holds; throws <see cref="PosixFailure"/> for the first thing that cannot be removed.</summary>
    public static void Empty(HeldDirectory top)
    {
        var names = new byte[64 * 1024];
        var work = new Stack<(BytePath Path, bool IsEmptied)>();
        work.Push((BytePath.Empty, false));
        while (work.TryPop(out var item))
        {
            if (!item.IsEmptied)
            {
                if (!item.Path.IsEmpty)
                {
                    work.Push((item.Path, true));
                }

                RemoveFiles(top, item.Path, names, work);
                continue;
            }

            using var parent = top.Open(item.Path.Parent);
            fixed (byte* name = FileSystem.Terminated(item.Path.Name))
            {
                if (Libc.unlinkat(parent.Value, name, Libc.AT_REMOVEDIR) != 0)
                {
                    PosixFailure.Throw("cannot remove the directory", top.Path.Join(item.Path.Span), "unlinkat");
                }
            }
        }
    }

    private static void RemoveFiles(HeldDirectory top, BytePath path, byte[] names, Stack<(BytePath Path, bool IsEmptied)> work)
    {
        using var opened = top.Open(path);

        // A finished directory may have a mode that keeps its owner from changing it.
        _ = Libc.fchmod(opened.Value, Permissions.OwnerAll);
        var reader = new DirectoryReader(opened.Value, names);
        while (reader.MoveNext())
        {
            fixed (byte* name = reader.Name)
            {
                if (Libc.unlinkat(opened.Value, name, 0) == 0)
                {
                    continue;
                }
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno is not (Errno.EISDIR or Errno.EPERM))
            {
                throw new PosixFailure("cannot remove", top.Path.Join(path.Span).Join(reader.Name), "unlinkat", errno);
            }

            work.Push((path.Join(reader.Name), false));
        }

        if (reader.Error != 0)
        {
            throw new PosixFailure("cannot read the directory", top.Path.Join(path.Span), "getdents64", reader.Error);
        }
    }
}
