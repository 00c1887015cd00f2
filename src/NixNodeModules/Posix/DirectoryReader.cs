using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

/// <summary>
/// The names in an open directory, from its start, through getdents64(2) with a caller's buffer. A name is good until the next
/// <see cref="MoveNext"/> and has a NUL behind its end, so that it can be given to the kernel as it lies.
/// </summary>
internal unsafe ref struct DirectoryReader(int fd, Span<byte> buffer)
{
    private readonly Span<byte> buffer = buffer;
    private nint filled;
    private nint at;

    /// <summary>The name at hand; never <c>.</c> or <c>..</c>.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>What the name at hand is; null where the file system does not tell (DT_UNKNOWN).</summary>
    public FileKind? Kind { get; private set; }

    /// <summary>errno when <see cref="MoveNext"/> ended because of a failure; 0 when the directory was read to its end.</summary>
    public int Error { get; private set; }

    /// <summary>Goes to the next name; false at the end and on failure.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (at == filled && !Refill())
            {
                return false;
            }

            var record = buffer[(int)at..(int)filled];
            at += MemoryMarshal.Read<ushort>(record[Libc.DirentReclenOffset..]);
            var name = record[Libc.DirentNameOffset..];
            Name = name[..name.IndexOf((byte)0)];
            Kind = record[Libc.DirentTypeOffset] switch
            {
                Libc.DT_REG => FileKind.File,
                Libc.DT_DIR => FileKind.Directory,
                Libc.DT_LNK => FileKind.Link,
                Libc.DT_UNKNOWN => null,
                _ => FileKind.Special,
            };
            if (Name is not [(byte)'.'] and not [(byte)'.', (byte)'.'])
            {
                return true;
            }
        }
    }

    private bool Refill()
    {
        fixed (byte* start = buffer)
        {
            do
            {
                filled = Libc.getdents64(fd, start, (nuint)buffer.Length);
            } while (filled < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        }

        Error = filled < 0 ? Marshal.GetLastPInvokeError() : 0;
        at = 0;
        filled = Math.Max(filled, 0);
        return filled > 0;
    }
}
