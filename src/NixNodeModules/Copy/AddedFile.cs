using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>A file of our own in the top of a finished tree.</summary>
internal static class AddedFile
{
    private const ushort ReadableByAll = 0b110_100_100;

    /// <summary>Writes it; the top has its mode and time again afterwards. Throws <see cref="PosixFailure"/>.</summary>
    /// <param name="top">The finished tree's top.</param>
    /// <param name="status">What the top is to have, and the file's time.</param>
    /// <param name="name">The file's name, which the tree has not got.</param>
    /// <param name="contents">What it holds.</param>
    /// <param name="times">The times that what is made gets.</param>
    public static unsafe void Write(
        HeldDirectory top,
        in FileStatus status,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> contents,
        OutputTimes times
    )
    {
        using var umask = new OpenUmask();
        var files = new FileCopier(times);
        var file = status;
        file.Mode = ReadableByAll;
        if (Libc.fchmod(top.Fd, Permissions.OwnerAll) != 0)
        {
            PosixFailure.Throw("cannot set the mode of", top.Path, "fchmod");
        }

        fixed (byte* terminated = FileSystem.Terminated(name))
        {
            if (files.Write(top.Fd, terminated, contents, file) != CopyOutcome.Done)
            {
                throw new PosixFailure("cannot write", top.Path.Join(name), files.Call, files.Error);
            }
        }

        if (!FileSystem.TrySetModified(top.Fd, times.Of(status)))
        {
            PosixFailure.Throw("cannot set the time of", top.Path, "futimens");
        }

        if (Libc.fchmod(top.Fd, Permissions.Of(status)) != 0)
        {
            PosixFailure.Throw("cannot set the mode of", top.Path, "fchmod");
        }
    }
}
