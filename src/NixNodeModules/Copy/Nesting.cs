using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Copy;

/// <summary>
/// Keeps the output out of the source and the source out of the output. By device and inode and not by path, so that another mount or a
/// link makes no difference.
/// </summary>
internal static class Nesting
{
    /// <summary>Refuses (exit code 2) a destination in the source's root, and one that holds the root.</summary>
    public static void Refuse(HeldDirectory source, Destination destination)
    {
        var root = FileSystem.Stat(source.Fd, source.Path);
        if (Holds(FileSystem.Ancestry(destination.Parent.Fd, destination.Parent.Path), root))
        {
            throw Refused(destination.Path, $"it lies in the workspace {source.Path.Display}");
        }

        if (destination.Existing is { } existing && Holds(FileSystem.Ancestry(source.Fd, source.Path), existing))
        {
            throw Refused(destination.Path, $"the workspace {source.Path.Display} lies in it");
        }
    }

    /// <summary>Refuses a destination in a directory that is exported: a part of the source may be mounted a second time elsewhere.</summary>
    public static void RefuseWithin(DirectoryNode output, Destination destination)
    {
        var above = FileSystem.Ancestry(destination.Parent.Fd, destination.Parent.Path);
        foreach (var directory in TreeWalk.Directories(output))
        {
            if (Holds(above, directory.Status))
            {
                throw Refused(destination.Path, $"it lies in {directory.Path.Display} of the workspace, which is to be exported");
            }
        }
    }

    private static bool Holds(IReadOnlyList<FileStatus> ancestry, in FileStatus status)
    {
        foreach (var above in ancestry)
        {
            if (above.IsSameFile(status))
            {
                return true;
            }
        }

        return false;
    }

    private static Failure Refused(BytePath path, string why) =>
        new(ExitCode.Usage, $"cannot make the output {path.Display}: {why}", "Choose an --out beside the workspace.");
}
