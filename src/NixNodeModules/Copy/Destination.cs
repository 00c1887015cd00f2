using System.Runtime.InteropServices;
using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>
/// The place that a caller names for the output: looked at before anything is read, so that a run that must be refused costs nothing.
/// </summary>
internal sealed unsafe class Destination : IDisposable
{
    private readonly byte[] name;

    private Destination(HeldDirectory parent, BytePath path, FileStatus? existing, bool isEmpty, bool isMountPoint)
    {
        Parent = parent;
        Path = path;
        name = FileSystem.Terminated(path.Name);
        Existing = existing;
        IsMountPoint = isMountPoint;
        IsEmpty = isEmpty;
    }

    /// <summary>The directory that holds the place.</summary>
    public HeldDirectory Parent { get; }

    /// <summary>The place, for messages.</summary>
    public BytePath Path { get; }

    /// <summary>The last component, NUL-terminated.</summary>
    public ReadOnlySpan<byte> Name => name;

    /// <summary>The directory that is there: an empty one, or one to be replaced. Null where there is none.</summary>
    public FileStatus? Existing { get; }

    /// <summary>Whether the directory that is there is a mount's, so that nothing can be renamed to its place.</summary>
    public bool IsMountPoint { get; }

    /// <summary>Whether nothing is in the directory that is there.</summary>
    public bool IsEmpty { get; }

    /// <summary>
    /// Looks at a place. Refuses (exit code 2) a link, a file, a directory with something in it unless <paramref name="replace"/> says so,
    /// and a place whose parent is missing.
    /// </summary>
    public static Destination Open(BytePath path, bool replace)
    {
        var (parentPath, fullPath) = Split(path);
        var parent =
            FileSystem.TryHoldUnread(parentPath)
            ?? throw (
                Marshal.GetLastPInvokeError() is Errno.ENOENT or Errno.ENOTDIR
                    ? new Failure(
                        ExitCode.Usage,
                        $"cannot make the output {path.Display}: there is no directory {parentPath.Display}",
                        "Make it first: mkdir -p."
                    )
                    : new PosixFailure("cannot open the directory", parentPath, "open", Marshal.GetLastPInvokeError())
            );
        try
        {
            return Look(parent, fullPath, replace);
        }
        catch
        {
            parent.Dispose();
            throw;
        }
    }

    /// <summary>The path of a name beside the place, for messages.</summary>
    public BytePath Beside(ReadOnlySpan<byte> other) =>
        Parent.Path.Span.SequenceEqual("."u8) ? BytePath.From(other) : Parent.Path.Join(other);

    public void Dispose() => Parent.Dispose();

    private static Destination Look(HeldDirectory parent, BytePath path, bool replace)
    {
        if (!FileSystem.TryStatName(parent.Fd, FileSystem.Terminated(path.Name), out var status))
        {
            return Marshal.GetLastPInvokeError() == Errno.ENOENT
                ? new(parent, path, null, isEmpty: true, isMountPoint: false)
                : throw new PosixFailure("cannot look at the output", path, "statx", Marshal.GetLastPInvokeError());
        }

        if (status.Kind != FileKind.Directory)
        {
            throw Refused(path, status.Kind == FileKind.Link ? "there is a link in its place" : "there is a file in its place");
        }

        using var existing = parent.Open(BytePath.From(path.Name));
        var reader = new DirectoryReader(existing.Value, stackalloc byte[4096]);
        var isEmpty = !reader.MoveNext();
        if (reader.Error != 0)
        {
            throw new PosixFailure("cannot read the directory", path, "getdents64", reader.Error);
        }

        var isMountPoint = FileSystem.IsMountPoint(existing.Value);
        if (!isEmpty && !replace)
        {
            throw Refused(
                path,
                "there is a directory in its place that is not empty",
                ", or pass --replace to swap the new tree in"
            );
        }

        if (!isEmpty && isMountPoint)
        {
            throw Refused(path, "a file system with something on it is mounted there, which cannot be swapped");
        }

        if (!isEmpty && FileSystem.TryRealPath(path) is { } physical && MountTable.FindBelow(physical) is { } mount)
        {
            // It would end up in the old tree that is removed.
            throw Refused(path, $"a file system is mounted below it, at {mount.Display}");
        }

        return new(parent, path, status, isEmpty, isMountPoint);
    }

    // The last component must be a name: of "out/.", ".." and "." only the kernel knows which.
    private static (BytePath Parent, BytePath Path) Split(BytePath path)
    {
        var trimmed = BytePath.From(path.Span.TrimEnd((byte)'/'));
        if (trimmed.IsEmpty || trimmed.Name is [(byte)'.'] or [(byte)'.', (byte)'.'])
        {
            trimmed =
                FileSystem.TryRealPath(path)
                ?? throw (
                    Marshal.GetLastPInvokeError() is Errno.ENOENT or Errno.ENOTDIR
                        ? Refused(path, path.IsEmpty ? "the path is empty" : "there is no such directory")
                        : new PosixFailure("cannot find the output", path, "realpath", Marshal.GetLastPInvokeError())
                );
        }

        if (trimmed.Name.IsEmpty)
        {
            throw Refused(path, "it is the root of the file system");
        }

        return (trimmed.Parent is { IsEmpty: false } parent ? parent : BytePath.FromText("."), trimmed);
    }

    private static Failure Refused(BytePath path, string why, string or = "") =>
        new(
            ExitCode.Usage,
            $"cannot make the output {path.Display}: {why}",
            $"Choose an --out that does not exist or is an empty directory{or}."
        );
}
