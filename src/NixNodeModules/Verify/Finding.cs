using NixNodeModules.Paths;

namespace NixNodeModules.Verify;

/// <summary>What is wrong with a tree.</summary>
internal enum FindingKind
{
    /// <summary>A link that leads nowhere (ENOENT, ENOTDIR).</summary>
    Dangling,

    /// <summary>A link that leads to itself (ELOOP).</summary>
    Reflexive,

    /// <summary>A link that leads in a circle, or over more than 40 links (ELOOP).</summary>
    Looping,

    /// <summary>A link that leads outside the tree.</summary>
    Escaping,

    /// <summary>A link with an absolute text: it means something else wherever the tree is put.</summary>
    Absolute,

    /// <summary>A package that a node_modules link leads to and that has no package.json, although the source had one.</summary>
    Skeleton,

    /// <summary>A FIFO, socket or device.</summary>
    Special,

    /// <summary>A package that depends on one that is not installed, or not in the tree.</summary>
    Missing,

    /// <summary>A package.json of which it cannot be told what the package depends on.</summary>
    Unreadable,

    /// <summary>A file or a link that names what it must not name.</summary>
    Forbidden,

    /// <summary>A file or link that names the path of the workspace root.</summary>
    SourcePath,

    /// <summary>A link that leads outside the tree to what is not copied although that was asked for.</summary>
    Foreign,

    /// <summary>Something on the disk is not as it was planned.</summary>
    Unplanned,
}

/// <summary>One thing that is wrong with a tree.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Path">Where, relative to the tree's top.</param>
/// <param name="LinkText">The link's text; null where it is no link.</param>
/// <param name="Reason">Why it is wrong, in words.</param>
internal sealed record Finding(FindingKind Kind, BytePath Path, BytePath? LinkText, string Reason)
{
    /// <summary>What has probably led to it, and what mends it; null where the reason says all.</summary>
    public Advice? Advice { get; init; }

    /// <summary>At which byte of the file or link text it is; null where that is no question.</summary>
    public long? Offset { get; init; }

    /// <summary>The dependency that is not there; null for what is no matter of dependencies.</summary>
    public NeededPackage? Needed { get; init; }
}

/// <summary>A dependency that is not there.</summary>
/// <param name="Name">The name under which it is required.</param>
/// <param name="Way">The packages from a project to the one that depends on it, for people.</param>
internal sealed record NeededPackage(BytePath Name, string Way);

/// <summary>A probable cause and its cure, for people.</summary>
/// <param name="Cause">What has probably happened.</param>
/// <param name="Cure">What to do, a whole sentence.</param>
internal sealed record Advice(string Cause, string Cure);
