using System.Buffers.Binary;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;
using NixNodeModules.Verify;

namespace NixNodeModules.Hash;

/// <summary>
/// The hash of a tree on disk as Nix has it, <c>nix hash path</c>: SHA-256 of the NAR, an archive of names, link texts, bytes and the
/// owner's executable bit, and of nothing else (https://nix.dev/manual/nix/latest/protocols/nix-archive). The archive is never there as a
/// whole.
/// </summary>
internal sealed unsafe class NarHash : IDisposable
{
    private const uint OwnerExecute = 0x40;

    private readonly HeldDirectory held;
    private readonly Sha256 hash = new();
    private readonly byte[] buffer = new byte[256 * 1024];
    private int used;
    private readonly DirectoryCursor cursor;

    private NarHash(HeldDirectory held) => (this.held, cursor) = (held, new(held));

    /// <summary>
    /// The hash in the form of subresource integrity, <c>sha256-</c> and base64. Throws <see cref="PosixFailure"/> where a file cannot be
    /// read, and <see cref="RefusedSource"/> where it is not what the tree says.
    /// </summary>
    /// <param name="top">The tree as it was read.</param>
    /// <param name="held">Its top on disk.</param>
    public static string Of(DirectoryNode top, HeldDirectory held)
    {
        using var nar = new NarHash(held);
        nar.Word("nix-archive-1"u8);
        nar.WriteTree(top);
        nar.Flush();
        return $"sha256-{Convert.ToBase64String(nar.hash.Finish())}";
    }

    public void Dispose() => cursor.Dispose();

    // Without recursion, so that ten thousand levels do no harm.
    private void WriteTree(DirectoryNode top)
    {
        var open = new Stack<(DirectoryNode Directory, int Next)>();
        open.Push((top, 0));
        Begin("directory"u8);
        while (open.TryPop(out var at))
        {
            var listing = at.Directory.Listing!;
            if (at.Next == listing.Count)
            {
                Word(")"u8);
                if (open.Count > 0)
                {
                    Word(")"u8);
                }

                continue;
            }

            open.Push((at.Directory, at.Next + 1));
            Word("entry"u8);
            Word("("u8);
            Word("name"u8);
            Word(listing.Name(at.Next));
            Word("node"u8);
            if (listing[at.Next].Kind == FileKind.Directory)
            {
                Begin("directory"u8);
                open.Push((at.Directory.Child(at.Next), 0));
            }
            else
            {
                WriteLeaf(at.Directory, at.Next);
                Word(")"u8);
            }
        }
    }

    private void WriteLeaf(DirectoryNode directory, int index)
    {
        ref readonly var entry = ref directory.Listing![index];
        if (entry.Kind == FileKind.Link)
        {
            Begin("symlink"u8);
            Word("target"u8);
            Word(directory.Listing.LinkText(index));
        }
        else
        {
            Begin("regular"u8);
            if ((entry.Status.Mode & OwnerExecute) != 0)
            {
                Word("executable"u8);
                Word(""u8);
            }

            Word("contents"u8);
            WriteFile(directory, index, entry.Status.Size);
        }

        Word(")"u8);
    }

    private void WriteFile(DirectoryNode directory, int index, long size)
    {
        Interruption.ThrowIfRequested();
        Length(size);
        using var file = Open(directory, index);
        var left = size;
        while (true)
        {
            if (used == buffer.Length)
            {
                Flush();
            }

            // One byte more than is left, to see that there is none.
            var room = buffer.AsSpan(used, (int)Math.Min(buffer.Length - used, left + 1));
            var read = FileSystem.TryRead(file.Value, room);
            if (read < 0)
            {
                PosixFailure.Throw("cannot read back", PathOf(directory, index), "read");
            }

            if (read > left || (read == 0 && left > 0))
            {
                throw new RefusedSource(
                    "in the finished output",
                    [new(FindingKind.Unplanned, directory.PathOf(index), null, "it is not what was written there")]
                );
            }

            if (read == 0)
            {
                break;
            }

            used += (int)read;
            left -= read;
        }

        Pad(size);
    }

    private Descriptor Open(DirectoryNode directory, int index)
    {
        var holder = cursor.Open(directory);
        fixed (byte* name = directory.Listing!.Name(index))
        {
            var fd = FileSystem.TryOpenFile(holder, name);
            if (fd < 0)
            {
                PosixFailure.Throw("cannot read back", PathOf(directory, index), "openat");
            }

            return new(fd);
        }
    }

    private void Begin(ReadOnlySpan<byte> type)
    {
        Word("("u8);
        Word("type"u8);
        Word(type);
    }

    private void Word(ReadOnlySpan<byte> word)
    {
        Length(word.Length);
        Put(word);
        Pad(word.Length);
    }

    private void Length(long length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        Put(bytes);
    }

    private void Pad(long length) => Put("\0\0\0\0\0\0\0"u8[..(int)(-length & 7)]);

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > buffer.Length - used)
        {
            Flush();
        }

        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    private void Flush()
    {
        hash.Add(buffer.AsSpan(0, used));
        used = 0;
    }

    private BytePath PathOf(DirectoryNode directory, int index) => held.Path.Join(directory.PathOf(index).Span);
}
