using System.Security.Cryptography;
using Mono.Unix.Native;
using NixNodeModules.Copy;
using NixNodeModules.Plan;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Copy;

/// <summary>Whole directories copied by the product, and what then is on the disk, by Mono.Posix.</summary>
internal static class Copies
{
    /// <summary>Nothing but copies.</summary>
    public static TransferPolicy Plainly { get; } = new(Transfer.Auto, []);

    /// <summary>Copies all that one directory holds into another, empty one, and gives what was planned.</summary>
    public static DirectoryNode Make(string from, string to, int jobs)
    {
        using var source = TempDirectory.Hold(from);
        using var target = TempDirectory.Hold(to);
        var planned = Plan(Scan(from));
        var contents = new Dictionary<Place, byte[]>();
        Assert.Empty(
            TreeCopier.Copy(planned, contents, Plainly, new(source), target, jobs, OutputTimes.Preserved, new CopyProgress())
        );
        return planned;
    }

    public static DirectoryNode Scan(string path)
    {
        using var held = TempDirectory.Hold(path);
        var scanner = new Scanner(held, 1);
        var top = scanner.Top();
        scanner.ReadAll([top]);
        return top;
    }

    public static DirectoryNode Plan(DirectoryNode source)
    {
        var selection = new Selection(new HashSet<DirectoryNode>());
        selection.AddWhole(source);
        return OutputBuilder.Build(source, new(selection, []), new()).Top;
    }

    /// <summary>
    /// A line for each entry, the top first: kind, mode (without set-id bits, which no copy keeps), modification time, size, content or
    /// link text, and the first name of a file that has several.
    /// </summary>
    public static IReadOnlyList<string> Snapshot(string top)
    {
        var firstNames = new Dictionary<(ulong, ulong), string>();
        var lines = new List<string>();
        var work = new Stack<string>();
        work.Push("");
        while (work.TryPop(out var path))
        {
            var full = top + path;
            var status = Kernel.Look(full);
            var kind = status.st_mode & FilePermissions.S_IFMT;
            var mode = Convert.ToString((int)status.st_mode & 0x3FF, 8);
            var line =
                $"{path} {kind} {(kind == FilePermissions.S_IFLNK ? "" : mode)} {status.st_mtime}.{status.st_mtime_nsec:d9}";
            if (kind == FilePermissions.S_IFLNK)
            {
                line += $" -> {Kernel.ReadLink(full)}";
            }
            else if (kind == FilePermissions.S_IFREG)
            {
                firstNames.TryAdd((status.st_dev, status.st_ino), path);
                line += $" {status.st_size} {Content(full)} is {firstNames[(status.st_dev, status.st_ino)]}";
            }
            else
            {
                foreach (var name in Directory.GetFileSystemEntries(full).OrderDescending(StringComparer.Ordinal))
                {
                    work.Push(name[top.Length..]);
                }
            }

            lines.Add(line);
        }

        return lines;
    }

    private static string Content(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
