using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Verify;

/// <summary>
/// Compares a finished tree, as it was read back from the disk, with its plan: names, kinds, sizes and link texts. Not times and modes,
/// which some file systems keep only roughly.
/// </summary>
internal static class Comparison
{
    /// <summary>Where the two differ, in bytewise order of paths.</summary>
    public static IEnumerable<Finding> Differences(DirectoryNode planned, DirectoryNode finished)
    {
        var work = new Stack<(DirectoryNode Planned, DirectoryNode Finished)>();
        work.Push((planned, finished));
        while (work.TryPop(out var pair))
        {
            var (wanted, found) = (pair.Planned.Listing!, pair.Finished.Listing!);
            for (var i = 0; i < wanted.Count; i++)
            {
                var index = i < found.Count && found.Name(i).SequenceEqual(wanted.Name(i)) ? i : found.Find(wanted.Name(i));
                if (index < 0)
                {
                    yield return Unplanned(pair.Planned.PathOf(i), "it is missing");
                }
                else if (!IsAlike(wanted, i, found, index))
                {
                    yield return Unplanned(pair.Planned.PathOf(i), "it is not what was written there");
                }
            }

            for (var i = 0; wanted.Count != found.Count && i < found.Count; i++)
            {
                if (wanted.Find(found.Name(i)) < 0)
                {
                    yield return Unplanned(pair.Finished.PathOf(i), "somebody else put it there");
                }
            }

            for (var i = wanted.Count - 1; wanted.DirectoryCount > 0 && i >= 0; i--)
            {
                if (
                    wanted[i].Kind == FileKind.Directory
                    && found.Find(wanted.Name(i)) is var index and >= 0
                    && found[index].Kind == FileKind.Directory
                )
                {
                    work.Push((pair.Planned.Child(i), pair.Finished.Child(index)));
                }
            }
        }
    }

    private static bool IsAlike(Listing wanted, int i, Listing found, int index) =>
        wanted[i].Kind == found[index].Kind
        && wanted[i].Kind switch
        {
            FileKind.File => wanted[i].Status.Size == found[index].Status.Size,
            FileKind.Link => wanted.LinkText(i).SequenceEqual(found.LinkText(index)),
            _ => true,
        };

    private static Finding Unplanned(BytePath path, string reason) => new(FindingKind.Unplanned, path, null, reason);
}
