using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>
/// An open directory of a tree. It is opened from the descriptor of the nearest directory above it that is open still: one component and
/// no path in the common case, and no tree, however deep, is walked from its top for each of its directories. It stays open until it has
/// been disposed of as often as it has users. How many stay open for others is bounded, since processes may have few descriptors.
/// </summary>
internal sealed class OpenDirectory : IDisposable
{
    // Enough for every level of common trees on every thread.
    private const int MostLent = 512;

    // What is left to the threads' own directories and files, and to the process.
    private const int Reserve = 64;

    // Of 32 descriptors, few as they are, that threads may have open, four: what is deep is then opened step by step too.
    private const int FewDescriptors = 32;
    private const int FewLent = 4;

    private static int room =
        FileSystem.DescriptorLimit() is var limit && limit < FewDescriptors
            ? 0
            : Math.Clamp((limit - Reserve) / 2, FewLent, MostLent);

    private readonly Descriptor descriptor;
    private readonly OpenDirectory? above;
    private int users = 1;
    private bool isLent;

    private OpenDirectory(Descriptor descriptor, DirectoryNode node, OpenDirectory? above)
    {
        this.descriptor = descriptor;
        Node = node;
        this.above = above;
    }

    /// <summary>The directory.</summary>
    public DirectoryNode Node { get; }

    /// <summary>The open descriptor, for reading and as a place for new entries.</summary>
    public int Fd => descriptor.Value;

    /// <summary>Opens a directory of a tree. Throws <see cref="PosixFailure"/>, with ELOOP or ENOTDIR where a component has become a link or a file.</summary>
    /// <param name="top">The tree's top.</param>
    /// <param name="node">The directory.</param>
    /// <param name="above">What a directory above has lent; it is left to the caller to dispose of, after this one.</param>
    public static OpenDirectory Open(HeldDirectory top, DirectoryNode node, OpenDirectory? above) =>
        TryOpen(new(top), node, above, out var errno) is { } opened
            ? new(opened, node, above)
            : throw new PosixFailure("cannot open the directory", top.Path.Join(node.Path.Span), CallFor(node, above), errno);

    /// <summary>The same for a directory that was seen there before: <see cref="SourceChanged"/> where it is one no more.</summary>
    public static OpenDirectory OpenSeen(HeldSource source, DirectoryNode node, OpenDirectory? above)
    {
        if (TryOpen(source, node, above, out var errno) is { } opened)
        {
            return new(opened, node, above);
        }

        SourceChanged.ThrowOr("cannot open the directory", source.PathOf(node), CallFor(node, above), errno);
        return null;
    }

    /// <summary>
    /// Something for <paramref name="users"/> directories below to be opened from, each of which has to dispose of it: this directory, or
    /// the one above that it was opened from where no more may stay open; null for the tree's top.
    /// </summary>
    public OpenDirectory? Lend(int users)
    {
        if (users == 0)
        {
            return null;
        }

        if (!isLent)
        {
            if (Interlocked.Decrement(ref room) < 0)
            {
                Interlocked.Increment(ref room);
                return above?.Lend(users);
            }

            isLent = true;
        }

        Interlocked.Add(ref this.users, users);
        return this;
    }

    /// <summary>This directory, with one more user.</summary>
    public OpenDirectory Keep()
    {
        Interlocked.Increment(ref users);
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            descriptor.Dispose();
            if (isLent)
            {
                Interlocked.Increment(ref room);
            }
        }
    }

    private static string CallFor(DirectoryNode node, OpenDirectory? above) =>
        above is not null && node.Parent == above.Node ? "openat" : "openat2";

    private static unsafe Descriptor? TryOpen(HeldSource source, DirectoryNode node, OpenDirectory? above, out int errno)
    {
        if (above is null || node.Parent != above.Node)
        {
            // A part of a plan may come from elsewhere in the source than what is around it.
            return above?.Node.Contains(node) == true
                ? FileSystem.TryOpenDirectoryBelow(above.Fd, node.PathBelow(above.Node), out errno)
                : source.TryOpen(node, out errno);
        }

        fixed (byte* name = node.Name)
        {
            var fd = FileSystem.TryOpenDirectory(above.Fd, name);
            errno = fd < 0 ? System.Runtime.InteropServices.Marshal.GetLastPInvokeError() : 0;
            return fd < 0 ? null : new Descriptor(fd);
        }
    }
}
