using System.Runtime.InteropServices;
using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>How a file's copying ended; the caller knows the paths for a message.</summary>
internal enum CopyOutcome
{
    Done,
    SourceFailed,
    SourceChanged,
    DestinationFailed,

    /// <summary>It cannot be a further name of the source's file: nothing has been made.</summary>
    NotLinked,
}

/// <summary>
/// Copies the bytes of one file after another, for one thread: shares blocks where the file system can (reflink), else small files
/// through a buffer and large ones in the kernel; or all through the buffer, which no file system takes for a wish to share.
/// </summary>
/// <param name="times">The times that files get.</param>
/// <param name="mayShareBlocks">Whether the file system may share blocks between source and copy.</param>
internal sealed unsafe class FileCopier(OutputTimes times, bool mayShareBlocks = true)
{
    // Up to this a file goes through one read and one write; larger ones are left to the kernel.
    private const int BufferSize = 256 * 1024;

    // The block of most file systems: less than that of zeros is no hole anywhere.
    private const int HoleSize = 4096;

    private static volatile bool canReflink = true;
    private static volatile bool canCopyRange = true;

    // File systems of the source whose files have no further names in the output: what is vendored may be on another one than the
    // workspace. Threads may lose each other's additions and find out once more.
    private static volatile uint[] apart = [];

    // Made with the first file that goes through it: one that is linked or shared does not.
    private byte[] Buffer => field ??= GC.AllocateUninitializedArray<byte>(BufferSize);

    /// <summary>The system call that failed last, for a message.</summary>
    public string Call { get; private set; } = "";

    /// <summary>The error number of that call. Kept here since closing descriptors on the way out sets the thread's own anew.</summary>
    public int Error { get; private set; }

    /// <summary>
    /// Makes <paramref name="name"/> in <paramref name="to"/> a copy of the file of that name in <paramref name="from"/>: bytes, permission
    /// bits and the modification time that it is to have. The file that was opened is compared with <paramref name="seen"/> when all its bytes have been
    /// read, so that neither another file nor one that was being written gets through. <see cref="Call"/> and
    /// <see cref="Error"/> tell of a failure.
    /// </summary>
    public CopyOutcome Copy(int from, int to, byte* name, in FileStatus seen)
    {
        var sourceFd = FileSystem.TryOpenFile(from, name);
        if (sourceFd < 0)
        {
            return Failed(CopyOutcome.SourceFailed, "openat");
        }

        using var source = new Descriptor(sourceFd);
        var targetFd = FileSystem.TryCreateFile(to, name, Permissions.Of(seen));
        if (targetFd < 0)
        {
            return Failed(CopyOutcome.DestinationFailed, "openat");
        }

        return Close(targetFd, CopyOpened(source.Value, targetFd, seen));
    }

    /// <summary>
    /// Makes <paramref name="name"/> in <paramref name="to"/> a further name of the file of that name in <paramref name="from"/>, without
    /// opening it. Its mode and times are then the source's and are left alone, so that one whose set-id bits would have to go is not
    /// linked. What the new name leads to is compared with <paramref name="seen"/>.
    /// </summary>
    public CopyOutcome Link(int from, int to, byte* name, in FileStatus seen)
    {
        if (apart.Contains(seen.Device) || Permissions.Of(seen) != seen.Mode)
        {
            return CopyOutcome.NotLinked;
        }

        Error = FileSystem.TryLink(from, name, to, name);
        Call = "linkat";
        switch (Error)
        {
            case 0:
                break;
            case Errno.EXDEV:
                // No file after this one will fare better, but for further mounts of the same file system.
                apart = [.. apart, seen.Device];
                return CopyOutcome.NotLinked;
            case Errno.EMLINK or Errno.EPERM or Errno.EOPNOTSUPP:
                // Too many names already, somebody else's file (protected_hardlinks, proc_sys_fs(5)), no hard links there.
                return CopyOutcome.NotLinked;
            case Errno.ENOENT:
                return CopyOutcome.SourceFailed;
            default:
                return CopyOutcome.DestinationFailed;
        }

        if (!FileSystem.TryStatName(to, name, out var now))
        {
            return Failed(CopyOutcome.DestinationFailed, "statx");
        }

        return now.IsUnchanged(seen) ? CopyOutcome.Done
            : now.IsSameState(seen) && FileSystem.IsOverlay(from) ? CopyLinked(from, to, name, seen)
            : CopyOutcome.SourceChanged;
    }

    // An overlay brings a file of its lower layer to the upper one when it gets a further name, and it is another inode from then on: no
    // link to what was there, and no saving of space. This one is copied as it is now, those after it are not linked.
    private CopyOutcome CopyLinked(int from, int to, byte* name, in FileStatus seen)
    {
        apart = [.. apart, seen.Device];
        if (Libc.unlinkat(to, name, 0) != 0)
        {
            return Failed(CopyOutcome.DestinationFailed, "unlinkat");
        }

        return !FileSystem.TryStatName(from, name, out var now) ? Failed(CopyOutcome.SourceFailed, "statx")
            : now.IsSameState(seen) ? Copy(from, to, name, now)
            : CopyOutcome.SourceChanged;
    }

    // Some file systems tell of a failed write only here.
    private CopyOutcome Close(int target, CopyOutcome outcome)
    {
        var closing = new Descriptor(target).CloseWritten();
        if (outcome == CopyOutcome.Done && closing != 0)
        {
            outcome = Failed(CopyOutcome.DestinationFailed, "close");
            Error = closing;
        }

        return outcome;
    }

    /// <summary>Makes a file with contents of our own, and the permission bits of a status and the modification time that is to stand for it.</summary>
    public CopyOutcome Write(int to, byte* name, ReadOnlySpan<byte> contents, in FileStatus status)
    {
        var target = FileSystem.TryCreateFile(to, name, Permissions.Of(status));
        if (target < 0)
        {
            return Failed(CopyOutcome.DestinationFailed, "openat");
        }

        var outcome =
            !FileSystem.TryWriteAll(target, contents) ? Failed(CopyOutcome.DestinationFailed, "write")
            : !FileSystem.TrySetModified(target, times.Of(status)) ? Failed(CopyOutcome.DestinationFailed, "futimens")
            : CopyOutcome.Done;
        return Close(target, outcome);
    }

    private CopyOutcome CopyOpened(int source, int target, in FileStatus seen)
    {
        var outcome =
            mayShareBlocks && seen.Size > 0 && TryReflink(source, target) ? CopyOutcome.Done
            : seen.Size > BufferSize && FileSystem.IsSparse(source) ? CopySparse(source, target, seen.Size)
            : CopyBytes(source, target, seen.Size);
        if (outcome != CopyOutcome.Done)
        {
            return outcome;
        }

        if (!FileSystem.TryStat(source, out var now))
        {
            return Failed(CopyOutcome.SourceFailed, "statx");
        }

        if (!now.IsUnchanged(seen))
        {
            return CopyOutcome.SourceChanged;
        }

        return FileSystem.TrySetModified(target, times.Of(seen))
            ? CopyOutcome.Done
            : Failed(CopyOutcome.DestinationFailed, "futimens");
    }

    // Blocks of zeros become holes. All of the file is read, though its holes could be asked for (SEEK_HOLE, lseek(2)): a file system that
    // tells them wrong for what has just been written, as ZFS did before 2.2.2, would make wrong bytes of it.
    private CopyOutcome CopySparse(int source, int target, long size)
    {
        var done = 0L;
        while (true)
        {
            var read = FileSystem.TryRead(source, Buffer);
            if (read < 0)
            {
                return Failed(CopyOutcome.SourceFailed, "read");
            }

            if (read == 0)
            {
                // A hole at the end has no byte behind it that would make the file as long as it is.
                return done != size ? CopyOutcome.SourceChanged
                    : Libc.ftruncate(target, size) != 0 ? Failed(CopyOutcome.DestinationFailed, "ftruncate")
                    : CopyOutcome.Done;
            }

            done += read;
            var outcome = done > size ? CopyOutcome.SourceChanged : WriteSparse(target, Buffer.AsSpan(0, (int)read));
            if (outcome != CopyOutcome.Done)
            {
                return outcome;
            }

            Interruption.ThrowIfRequested();
        }
    }

    private CopyOutcome WriteSparse(int target, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var zeros = bytes.IndexOfAnyExcept((byte)0) is var first and >= 0 ? first / HoleSize * HoleSize : bytes.Length;
            if (zeros > 0 && Libc.lseek(target, zeros, Libc.SEEK_CUR) < 0)
            {
                return Failed(CopyOutcome.DestinationFailed, "lseek");
            }

            bytes = bytes[zeros..];
            var data = 0;
            while (data < bytes.Length && bytes[data..Math.Min(data + HoleSize, bytes.Length)].ContainsAnyExcept((byte)0))
            {
                data = Math.Min(data + HoleSize, bytes.Length);
            }

            if (!FileSystem.TryWriteAll(target, bytes[..data]))
            {
                return Failed(CopyOutcome.DestinationFailed, "write");
            }

            bytes = bytes[data..];
        }

        return CopyOutcome.Done;
    }

    private static bool TryReflink(int source, int target)
    {
        if (!canReflink)
        {
            return false;
        }

        var errno = FileSystem.Reflink(source, target);
        if (errno is not (0 or Errno.EAGAIN or Errno.EINTR))
        {
            // Not here, or not between these two file systems: no file after this one will fare better.
            canReflink = false;
        }

        return errno == 0;
    }

    private CopyOutcome CopyBytes(int source, int target, long size)
    {
        var done = mayShareBlocks && size > BufferSize && canCopyRange ? CopyRanges(source, target, size) : 0;
        while (true)
        {
            var read = FileSystem.TryRead(source, Buffer);
            if (read < 0)
            {
                return Failed(CopyOutcome.SourceFailed, "read");
            }

            if (!FileSystem.TryWriteAll(target, Buffer.AsSpan(0, (int)read)))
            {
                return Failed(CopyOutcome.DestinationFailed, "write");
            }

            done += read;
            if (done > size)
            {
                // It grows while it is read, for who knows how long.
                return CopyOutcome.SourceChanged;
            }

            if (read == 0 || (read < Buffer.Length && done == size))
            {
                // A regular file gives less than was asked for at its end, so that a small one needs no second read.
                return done == size ? CopyOutcome.Done : CopyOutcome.SourceChanged;
            }

            Interruption.ThrowIfRequested();
        }
    }

    // Gives how many bytes were copied. Where that is not all of them, for whatever reason, both descriptors stand where it stopped; the
    // buffer goes on from there and meets a real failure again.
    private static long CopyRanges(int source, int target, long size)
    {
        var done = 0L;
        while (done < size)
        {
            Interruption.ThrowIfRequested();
            var copied = FileSystem.TryCopyRange(source, target, size - done);
            if (copied <= 0)
            {
                canCopyRange &= copied == 0 || done > 0;
                break;
            }

            done += copied;
        }

        return done;
    }

    private CopyOutcome Failed(CopyOutcome outcome, string call)
    {
        Call = call;
        Error = Marshal.GetLastPInvokeError();
        return outcome;
    }
}
