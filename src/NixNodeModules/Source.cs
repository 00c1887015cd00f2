using System.Runtime.InteropServices;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules;

/// <summary>An installed workspace as commands find it: its projects, and the rest of it as far as somebody has asked for it.</summary>
/// <param name="Top">The root; the projects' directories have been read.</param>
/// <param name="Projects">All projects, the root first.</param>
/// <param name="Outside">The world around the root.</param>
/// <param name="Knowledge">Gives what has not been read.</param>
internal sealed record Source(DirectoryNode Top, IReadOnlyList<Project> Projects, Outside Outside, IKnowledge Knowledge)
{
    /// <summary>Opens the root. Throws a refusal (exit code 2) where there is no such directory.</summary>
    public static HeldDirectory Hold(BytePath root) =>
        FileSystem.TryHold(root)
        ?? throw (
            Marshal.GetLastPInvokeError() switch
            {
                Errno.ENOENT => NoRoot(root, "there is no such directory"),
                Errno.ENOTDIR => NoRoot(root, "it is not a directory"),
                var errno => new PosixFailure("cannot open the workspace root", root, "open", errno),
            }
        );

    /// <summary>Finds the projects of a root that was opened. Throws a refusal (exit code 2) for one that is not installed.</summary>
    public static Source Read(HeldSource source, int jobs)
    {
        var root = source.Root;
        var scanner = new Scanner(source, jobs);
        var top = scanner.Top();
        var projects = new Discovery(root, scanner).FindProjects(top);
        Installation.Require(top, root.Path);
        var outside = new Outside(PhysicalPath(root, top)) { Home = Home() };
        return new(top, projects, outside, new SourceKnowledge(source, scanner, outside));
    }

    /// <summary>Follows links and paths of the workspace.</summary>
    public Follower Follower() => new(new(Top, Outside), Knowledge);

    private static BytePath? Home() =>
        Environment.GetEnvironmentVariable("HOME") is { Length: > 1 } home
            ? FileSystem.TryRealPath(BytePath.FromText(home))
            : null;

    private static Failure NoRoot(BytePath root, string why) =>
        new(
            ExitCode.Usage,
            $"cannot use the workspace {root.Display}: {why}",
            "Give the directory that holds the root package.json as --root."
        );

    private static BytePath PhysicalPath(HeldDirectory root, DirectoryNode top)
    {
        if (FileSystem.TryRealPath(root.Path) is not { } path)
        {
            throw Lost("realpath");
        }

        if (!FileSystem.TryStatName(Libc.AT_FDCWD, FileSystem.Terminated(path.Span), out var status))
        {
            throw Lost("statx");
        }

        return status.IsSameFile(top.Status) ? path : throw new SourceChanged(root.Path, "was moved");

        Failure Lost(string call) =>
            Marshal.GetLastPInvokeError() is var errno && errno is Errno.ENOENT or Errno.ENOTDIR
                ? new SourceChanged(root.Path, "was moved")
                : new PosixFailure("cannot find the path of", root.Path, call, errno);
    }
}
