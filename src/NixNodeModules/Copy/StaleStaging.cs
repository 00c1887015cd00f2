using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>
/// What killed runs to the same output have left beside it. Removed is what is certainly theirs: of this user, in a directory where nobody
/// else could have given it its name, made under this start of the kernel and locked by no run.
/// </summary>
internal static unsafe class StaleStaging
{
    /// <summary>
    /// Removes what is left by dead runs and gives the paths of what looks like it and is not certain, in bytewise order. What a living run
    /// works in is neither.
    /// </summary>
    public static IReadOnlyList<BytePath> Remove(Destination destination)
    {
        var uncertain = new List<BytePath>();
        var isSafe = false;
        foreach (var name in Names(destination, ref isSafe))
        {
            if (!TryRemove(destination, name, isSafe))
            {
                uncertain.Add(destination.Beside(name));
            }
        }

        uncertain.Sort();
        return uncertain;
    }

    // A parent that cannot be listed tells of none.
    private static List<byte[]> Names(Destination destination, ref bool isSafe)
    {
        var names = new List<byte[]>();
        int fd;
        fixed (byte* here = ".\0"u8)
        {
            fd = FileSystem.TryOpenDirectory(destination.Parent.Fd, here);
        }

        if (fd < 0)
        {
            return names;
        }

        using var parent = new Descriptor(fd);
        isSafe = FileSystem.KeepsNames(fd);
        var reader = new DirectoryReader(fd, new byte[32 * 1024]);
        while (reader.MoveNext())
        {
            if (StagingName.IsOne(reader.Name, destination.Name[..^1]) && reader.Kind is FileKind.Directory or null)
            {
                names.Add(reader.Name.ToArray());
            }
        }

        return names;
    }

    private static bool TryRemove(Destination destination, byte[] name, bool isSafe)
    {
        var parent = destination.Parent.Fd;
        if (FileSystem.TryOpenDirectoryBelow(parent, BytePath.From(name), out var errno, isOnSameMount: true) is not { } opened)
        {
            return errno == Errno.ENOENT;
        }

        using var held = new HeldDirectory(opened, destination.Beside(name));
        switch (FileSystem.TryLock(held.Fd))
        {
            case Errno.EAGAIN:
                return true;
            case 0 when isSafe && StagingName.IsOfThisBoot(name) && FileSystem.IsOwn(held.Fd):
                break;
            default:
                return false;
        }

        // Its run may have published it and ended before it was locked here: then the name has gone. From now on nobody takes it away.
        var terminated = FileSystem.Terminated(name);
        if (
            !FileSystem.TryStat(held.Fd, out var locked)
            || !FileSystem.TryStatName(parent, terminated, out var named)
            || !named.IsSameFile(locked)
        )
        {
            return true;
        }

        try
        {
            Removal.Empty(held);
        }
        catch (PosixFailure)
        {
            return false;
        }

        fixed (byte* start = terminated)
        {
            return Libc.unlinkat(parent, start, Libc.AT_REMOVEDIR) == 0;
        }
    }
}
