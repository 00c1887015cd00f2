using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Copy;

/// <summary>
/// Which files of an output are one file in the source: the first by path is copied, the others become further names of it. Files
/// whose partners are outside the export are files of their own. Where files may be further names of the source's, those that may not be are
/// no partners of those that may.
/// </summary>
internal static class Hardlinks
{
    /// <summary>For each further name in the output: the first one.</summary>
    public static Dictionary<Place, Place> Find(DirectoryNode output, TransferPolicy policy)
    {
        var candidates = new List<(uint Device, ulong Inode, bool MayLink, int Order, Place Place)>();
        foreach (var directory in TreeWalk.Directories(output))
        {
            var listing = directory.Listing!;
            var mayLink = policy.MayLink(directory.Source!);
            for (var i = 0; i < listing.Count; i++)
            {
                ref readonly var status = ref listing[i].Status;
                if (status is { Kind: FileKind.File, LinkCount: > 1 })
                {
                    candidates.Add((status.Device, status.Inode, mayLink, candidates.Count, new(directory, i)));
                }
            }
        }

        candidates.Sort(
            (left, right) =>
                (left.Device, left.Inode, left.MayLink, left.Order).CompareTo(
                    (right.Device, right.Inode, right.MayLink, right.Order)
                )
        );
        var further = new Dictionary<Place, Place>();
        for (var i = 1; i < candidates.Count; i++)
        {
            var (previous, here) = (candidates[i - 1], candidates[i]);
            if ((previous.Device, previous.Inode, previous.MayLink) == (here.Device, here.Inode, here.MayLink))
            {
                further.Add(here.Place, further.GetValueOrDefault(previous.Place, previous.Place));
            }
        }

        return further;
    }
}
