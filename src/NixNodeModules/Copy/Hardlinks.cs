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
        var firsts = new Dictionary<(ulong Inode, uint Device, bool MayLink), Place>();
        var further = new Dictionary<Place, Place>();
        foreach (var directory in TreeWalk.Directories(output))
        {
            var listing = directory.Listing!;
            var mayLink = policy.MayLink(directory.Source!);
            for (var i = 0; i < listing.Count; i++)
            {
                ref readonly var status = ref listing[i].Status;
                if (status is not { Kind: FileKind.File, LinkCount: > 1 })
                {
                    continue;
                }

                var place = new Place(directory, i);
                var file = (status.Inode, status.Device, mayLink);
                if (firsts.TryGetValue(file, out var first))
                {
                    further.Add(place, first);
                }
                else
                {
                    firsts.Add(file, place);
                }
            }
        }

        return further;
    }
}
