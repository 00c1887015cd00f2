using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>
/// Opens the directories of a tree one after another, in a walk's order: from the one before where both lie a little below another, so that
/// the way from the top, which in a deep tree is long, is not gone for each. The way up is <c>..</c>, taken only where it is the directory that was
/// seen there. One is open at a time. For one thread.
/// </summary>
/// <param name="top">The tree's top.</param>
/// <param name="isOnSameMount">Whether a mount on the way is refused (EXDEV).</param>
internal sealed unsafe class DirectoryCursor(HeldDirectory top, bool isOnSameMount = false) : IDisposable
{
    // Threads that share a walk each see every second or third directory of it.
    private const int Reach = 16;

    private DirectoryNode? at;
    private Descriptor opened;

    /// <summary>A descriptor of the directory, open until the next one is; throws <see cref="PosixFailure"/>.</summary>
    public int Open(DirectoryNode directory) =>
        TryGo(directory, out var errno)
            ? opened.Value
            : throw new PosixFailure("cannot open the directory", top.Path.Join(directory.Path.Span), "openat2", errno);

    /// <summary>The same for a directory that was seen there before: <see cref="SourceChanged"/> where it is one no more.</summary>
    public int OpenSeen(DirectoryNode directory)
    {
        if (!TryGo(directory, out var errno))
        {
            SourceChanged.ThrowOr("cannot open the directory", top.Path.Join(directory.Path.Span), "openat2", errno);
        }

        return opened.Value;
    }

    public void Dispose()
    {
        if (at is not null)
        {
            opened.Dispose();
            at = null;
        }
    }

    private bool TryGo(DirectoryNode directory, out int errno)
    {
        errno = 0;
        if (at == directory)
        {
            return true;
        }

        var found = FromHere(directory, out errno) ?? Below(top.Fd, directory.Path, out errno);
        if (found is not { } next)
        {
            return false;
        }

        Dispose();
        (at, opened) = (directory, next);
        return true;
    }

    // Null where that is far, or the way up has become another.
    private Descriptor? FromHere(DirectoryNode directory, out int errno)
    {
        errno = 0;
        var common = at;
        for (var up = 0; up <= Reach && common is not null; up++, common = common.Parent)
        {
            if (common == directory)
            {
                return Climb(up, common.Status);
            }

            if (Steps(directory, common) == 0)
            {
                continue;
            }

            if (up == 0)
            {
                return Below(opened.Value, directory.PathBelow(common), out errno);
            }

            if (Climb(up, common.Status) is not { } above)
            {
                return null;
            }

            using (above)
            {
                return Below(above.Value, directory.PathBelow(common), out errno);
            }
        }

        return null;
    }

    private Descriptor? Below(int held, BytePath path, out int errno) =>
        FileSystem.TryOpenDirectoryBelow(held, path, out errno, isOnSameMount);

    // How many levels above a directory another is; 0 where that is far, or not above it.
    private static int Steps(DirectoryNode below, DirectoryNode above)
    {
        var node = below.Parent;
        for (var i = 1; i <= Reach && node is not null; i++, node = node.Parent)
        {
            if (node == above)
            {
                return i;
            }
        }

        return 0;
    }

    // Null where it is another directory by now.
    private Descriptor? Climb(int levels, in FileStatus seen)
    {
        var fd = opened.Value;
        for (var i = 0; i < levels; i++)
        {
            int up;
            fixed (byte* name = "..\0"u8)
            {
                up = FileSystem.TryOpenDirectory(fd, name);
            }

            if (i > 0)
            {
                _ = Libc.close(fd);
            }

            if (up < 0)
            {
                return null;
            }

            fd = up;
        }

        if (FileSystem.TryStat(fd, out var now) && now.IsSameFile(seen))
        {
            return new(fd);
        }

        _ = Libc.close(fd);
        return null;
    }
}
