using NixNodeModules.Paths;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>What a link of the export is, by where it leads in the source.</summary>
internal enum LinkKind : byte
{
    /// <summary>Into an exported module tree.</summary>
    Internal,

    /// <summary>Inside the root, outside every exported module tree.</summary>
    Workspace,

    /// <summary>Outside the root.</summary>
    External,

    /// <summary>Nowhere (ENOENT, ENOTDIR).</summary>
    Dangling,

    /// <summary>Nowhere (ELOOP).</summary>
    Looping,
}

/// <summary>A link of the export and where it leads in the source.</summary>
/// <param name="Directory">The directory of the source that holds the link.</param>
/// <param name="Index">The link's place in its listing.</param>
/// <param name="Kind">What the link is.</param>
/// <param name="Resolution">Where it leads.</param>
internal sealed record SourceLink(DirectoryNode Directory, int Index, LinkKind Kind, Resolution Resolution)
{
    /// <summary>The link as a place in the source.</summary>
    public Place Place => new(Directory, Index);

    /// <summary>The link's path relative to the root; absolute where it lies outside.</summary>
    public BytePath Path => Place.Path;

    /// <summary>The link's text in the source.</summary>
    public BytePath Text => BytePath.From(Directory.Listing!.LinkText(Index));
}
