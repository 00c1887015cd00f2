using System.Runtime.InteropServices;
using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>Removes trees by descriptors, without following a link, without recursion and without going on to another mount.</summary>
internal sealed unsafe class Removal
{
    private readonly HeldDirectory top;
    private readonly byte[] names = new byte[64 * 1024];
    private readonly Stack<Step> work = new();

    // The path of the directory at hand. A step has no path of its own but the length of its parent's, so that depth costs no square.
    private readonly List<byte> path = [];

    private Removal(HeldDirectory top) => this.top = top;

    /// <summary>
    /// Removes all that a directory holds; throws <see cref="PosixFailure"/> for the first thing that cannot be removed. What is mounted
    /// below it is such a thing: it belongs to somebody else.
    /// </summary>
    public static void Empty(HeldDirectory top) => new Removal(top).Run();

    private void Run()
    {
        // A finished directory may have a mode that keeps even its owner out.
        _ = Libc.fchmod(top.Fd, Permissions.OwnerAll);
        RemoveContents(BytePath.Empty);
        while (work.TryPop(out var step))
        {
            path.RemoveRange(step.ParentLength, path.Count - step.ParentLength);
            var parent = Path();
            var whole = parent.Join(step.Name);
            if (step.IsEmptied)
            {
                using var opened = top.OpenOnSameMount(parent);
                if (!TryRemoveDirectory(opened.Value, FileSystem.Terminated(step.Name)))
                {
                    PosixFailure.Throw("cannot remove the directory", top.Path.Join(whole.Span), "unlinkat");
                }

                continue;
            }

            path.Clear();
            path.AddRange(whole.Span);
            work.Push(step with { IsEmptied = true });
            RemoveContents(whole);
        }
    }

    // Directories that are not empty are left as work.
    private void RemoveContents(BytePath directory)
    {
        using var opened = OpenClosed(directory);
        _ = Libc.fchmod(opened.Value, Permissions.OwnerAll);
        var reader = new DirectoryReader(opened.Value, names);
        while (reader.MoveNext())
        {
            if (!TryRemove(opened.Value, reader.Name, out var errno))
            {
                throw new PosixFailure("cannot remove", top.Path.Join(directory.Span).Join(reader.Name), "unlinkat", errno);
            }

            if (errno != 0)
            {
                work.Push(new(directory.Span.Length, reader.Name.ToArray(), IsEmptied: false));
            }
        }

        if (reader.Error != 0)
        {
            throw new PosixFailure("cannot read the directory", top.Path.Join(directory.Span), "getdents64", reader.Error);
        }
    }

    // What is above has been opened for its owner by now.
    private Descriptor OpenClosed(BytePath directory)
    {
        if (FileSystem.TryOpenDirectoryBelow(top.Fd, directory, out var errno, isOnSameMount: true) is { } opened)
        {
            return opened;
        }

        if (errno == Errno.EACCES)
        {
            using var parent = top.OpenOnSameMount(directory.Parent);
            fixed (byte* name = FileSystem.Terminated(directory.Name))
            {
                _ = Libc.fchmodat(parent.Value, name, Permissions.OwnerAll, Libc.AT_SYMLINK_NOFOLLOW);
            }
        }

        return top.OpenOnSameMount(directory);
    }

    // Removes a file or an empty directory; true and ENOTEMPTY for a directory with something in it. The kernel refuses with EBUSY to
    // remove where something is mounted, before it looks at what is in there.
    private static bool TryRemove(int directory, ReadOnlySpan<byte> terminatedName, out int errno)
    {
        fixed (byte* name = terminatedName)
        {
            errno = Libc.unlinkat(directory, name, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }

        if (errno is not (Errno.EISDIR or Errno.EPERM))
        {
            return errno == 0;
        }

        var asDirectory = TryRemoveDirectory(directory, terminatedName) ? 0 : Marshal.GetLastPInvokeError();
        errno = asDirectory switch
        {
            Errno.EEXIST => Errno.ENOTEMPTY,
            Errno.ENOTDIR => errno,
            _ => asDirectory,
        };
        return errno is 0 or Errno.ENOTEMPTY;
    }

    private static bool TryRemoveDirectory(int directory, ReadOnlySpan<byte> terminatedName)
    {
        fixed (byte* name = terminatedName)
        {
            return Libc.unlinkat(directory, name, Libc.AT_REMOVEDIR) == 0;
        }
    }

    private BytePath Path() => BytePath.From(CollectionsMarshal.AsSpan(path));

    private sealed record Step(int ParentLength, byte[] Name, bool IsEmptied);
}
