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

    /// <summary>Refuses (exit code 2) a report in the output, which takes the place of what is there, or at its very place.</summary>
    public static void RefuseReport(BytePath report, Destination destination)
    {
        var place = FileSystem.TryRealPath(report) ?? report;
        using var directory = FileSystem.TryHoldUnread(
            place.Parent is { IsEmpty: false } parent ? parent : BytePath.FromText(".")
        );
        if (directory is null)
        {
            return;
        }

        var above = FileSystem.Ancestry(directory.Fd, directory.Path);
        if (
            (destination.Existing is { } existing && Holds(above, existing))
            || (
                place.Name.SequenceEqual(destination.Name[..^1])
                && above[0].IsSameFile(FileSystem.Stat(destination.Parent.Fd, destination.Parent.Path))
            )
        )
        {
            throw new Failure(
                ExitCode.Usage,
                $"cannot write the report {report.Display}: it lies in the output {destination.Path.Display}",
                "Choose a --report beside the output."
            );
        }
    }

    /// <summary>
    /// Refuses a destination in a directory that is exported, or that is one itself: a part of the source may be mounted a second time
    /// elsewhere.
    /// </summary>
    public static void RefuseWithin(DirectoryNode output, Destination destination)
    {
        var above = FileSystem.Ancestry(destination.Parent.Fd, destination.Parent.Path);
        if (destination.Existing is { } existing)
        {
            above = [existing, .. above];
        }

        foreach (var directory in TreeWalk.Directories(output))
        {
            if (Holds(above, directory.Status))
            {
                throw Refused(destination.Path, $"it lies in {directory.Path.Display} of the workspace, which is to be exported");
            }
        }
    }

    /// <summary>Refuses a destination to be replaced that holds something outside the workspace root that is to be copied.</summary>
    public static void RefuseAround(DirectoryNode output, HeldSource source, Destination destination)
    {
        if (destination.Existing is not { } existing || source.World is null)
        {
            return;
        }

        foreach (var directory in TreeWalk.Directories(output))
        {
            if (directory.Source is { External: { } external })
            {
                using var opened = source.OpenSeen(directory.Source);
                if (Holds(FileSystem.Ancestry(opened.Value, external.Location), existing))
                {
                    throw Refused(destination.Path, $"{external.Location.Display}, which is to be exported, lies in it");
                }
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
