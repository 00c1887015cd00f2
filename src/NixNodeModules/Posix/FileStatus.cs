using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

/// <summary>What a file is; what is none of the first three cannot be exported.</summary>
internal enum FileKind : byte
{
    File,
    Directory,
    Link,

    /// <summary>A FIFO, socket or device.</summary>
    Special,
}

/// <summary>A moment: seconds since 1970, negative before it, and nanoseconds of the second.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Timestamp(long seconds, uint nanoseconds)
{
    public readonly long Seconds = seconds;
    public readonly uint Nanoseconds = nanoseconds;
}

/// <summary>
/// A file's metadata as statx(2) gives it, as far as an export keeps it or tells files apart by it. Packed, since there is one for each
/// entry of a workspace.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct FileStatus
{
    public ulong Inode;

    /// <summary>Bytes.</summary>
    public long Size;

    /// <summary>Modification time: seconds since 1970, negative before it, and nanoseconds of the second.</summary>
    public long ModifiedSeconds;
    public uint ModifiedNanoseconds;

    /// <summary>st_dev as the kernel itself packs it, 12 bits of major and 20 of minor; with <see cref="Inode"/> it names the file itself.</summary>
    public uint Device;

    /// <summary>Permission, set-id and sticky bits (07777).</summary>
    public ushort Mode;
    public FileKind Kind;

    /// <summary>The modification time.</summary>
    public readonly Timestamp Modified => new(ModifiedSeconds, ModifiedNanoseconds);

    /// <summary>How many names the file has (st_nlink), or 255 where it has more.</summary>
    public byte LinkCount;

    /// <summary>Whether both are the same file (device and inode).</summary>
    public readonly bool IsSameFile(in FileStatus other) => Device == other.Device && Inode == other.Inode;

    /// <summary>
    /// Whether both are the same file in the same state: type, size and modification time too. Not the change time: a hard link made
    /// to the file meanwhile moves it.
    /// </summary>
    public readonly bool IsUnchanged(in FileStatus other) => IsSameFile(other) && IsSameState(other);

    /// <summary>Whether type, size and modification time are the same.</summary>
    public readonly bool IsSameState(in FileStatus other) =>
        Kind == other.Kind
        && Size == other.Size
        && ModifiedSeconds == other.ModifiedSeconds
        && ModifiedNanoseconds == other.ModifiedNanoseconds;
}
