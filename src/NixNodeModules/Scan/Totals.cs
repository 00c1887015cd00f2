using System.Runtime.InteropServices;
using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>How much a tree, or a part of one, holds.</summary>
/// <param name="Directories">Directories, its top among them.</param>
/// <param name="Files">Names of files.</param>
/// <param name="Links">Symlinks.</param>
/// <param name="Bytes">What the files hold, each name counted.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Totals(long Directories, long Files, long Links, long Bytes)
{
    /// <summary>The totals of a tree in memory.</summary>
    public static Totals Of(DirectoryNode top) => Of(TreeWalk.Directories(top));

    /// <summary>The totals of directories, of each what it holds itself.</summary>
    public static Totals Of(IEnumerable<DirectoryNode> directories)
    {
        var totals = new Totals();
        foreach (var directory in directories)
        {
            totals += Of(directory.Listing!);
        }

        return totals;
    }

    /// <summary>A directory and what it holds itself.</summary>
    public static Totals Of(Listing listing)
    {
        long files = 0,
            bytes = 0;
        for (var i = 0; i < listing.Count; i++)
        {
            if (listing[i].Kind == FileKind.File)
            {
                files++;
                bytes += listing[i].Status.Size;
            }
        }

        return new(1, files, listing.LinkCount, bytes);
    }

    public static Totals operator +(Totals one, Totals other) =>
        new(one.Directories + other.Directories, one.Files + other.Files, one.Links + other.Links, one.Bytes + other.Bytes);
}
