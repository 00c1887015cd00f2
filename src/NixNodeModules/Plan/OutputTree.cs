using NixNodeModules.Paths;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>The planned output: a tree in memory that shares the source's listings wherever a directory is taken as it is.</summary>
/// <param name="top">Its top; each directory knows its source.</param>
/// <param name="directories">Where each directory stands whose contents are in.</param>
/// <param name="singles">Where each entry stands that is in without the rest of its directory.</param>
internal sealed class OutputTree(
    DirectoryNode top,
    Dictionary<DirectoryNode, DirectoryNode> directories,
    Dictionary<Place, Place> singles
)
{
    /// <summary>The top; each directory knows its source.</summary>
    public DirectoryNode Top { get; } = top;

    /// <summary>Where a place of the source stands in the output; null where it is not in.</summary>
    public Place? PlaceOf(Place source)
    {
        if (source.IsDirectory)
        {
            return directories.TryGetValue(source.Directory, out var directory) ? new(directory) : null;
        }

        if (singles.TryGetValue(source, out var single))
        {
            return single;
        }

        if (!directories.TryGetValue(source.Directory, out var holder))
        {
            return null;
        }

        // Where a package has taken the place of a link, the link itself is nowhere.
        var index = holder.Listing!.Find(source.Directory.Listing!.Name(source.Index));
        return index < 0 || holder.Listing[index].Kind != source.Directory.Listing[source.Index].Kind ? null : new(holder, index);
    }

    /// <summary>The place of the source that an entry of the output is taken from.</summary>
    public static Place SourceOf(DirectoryNode directory, int index)
    {
        var source = directory.Source!;
        return new(source, source.Listing!.Find(directory.Listing!.Name(index)));
    }
}

/// <summary>What is made anew of the source's entries.</summary>
internal sealed class Changes
{
    /// <summary>Links that are left out.</summary>
    public Dictionary<Place, SourceLink> Dropped { get; } = [];

    /// <summary>State files and directories of them that are left out.</summary>
    public Dictionary<Place, StateFile> StateFiles { get; } = [];

    /// <summary>Links with another text than in the source.</summary>
    public Dictionary<Place, BytePath> Texts { get; } = [];

    /// <summary>Files with other contents than in the source.</summary>
    public Dictionary<Place, byte[]> Contents { get; } = [];

    /// <summary>Whether a place of the source is left out.</summary>
    public bool LeavesOut(Place place) => Dropped.ContainsKey(place) || StateFiles.ContainsKey(place);

    /// <summary>The directories in which anything of this happens.</summary>
    public HashSet<DirectoryNode> Directories()
    {
        var directories = new HashSet<DirectoryNode>();
        foreach (var place in Dropped.Keys)
        {
            directories.Add(place.Directory);
        }

        foreach (var place in StateFiles.Keys)
        {
            directories.Add(place.IsDirectory ? place.Directory.Parent! : place.Directory);
        }

        foreach (var place in Texts.Keys)
        {
            directories.Add(place.Directory);
        }

        foreach (var place in Contents.Keys)
        {
            directories.Add(place.Directory);
        }

        return directories;
    }
}
