using NixNodeModules.Paths;
using NixNodeModules.Resolve;

namespace NixNodeModules.Plan;

/// <summary>How a place came into the export.</summary>
internal enum InclusionKind : byte
{
    /// <summary>The node_modules of a project: there by the contract.</summary>
    ModuleTree,

    /// <summary>A project that was asked for by name or path.</summary>
    Focus,

    /// <summary>A directory that a link leads to, with all it holds.</summary>
    Directory,

    /// <summary>The root's own files, without the other projects and version control: a link leads to the root itself.</summary>
    RootFiles,

    /// <summary>A file that a link leads to.</summary>
    File,

    /// <summary>Something outside the root that a link leads to.</summary>
    External,

    /// <summary>A link that another link leads through.</summary>
    CrossedLink,
}

/// <summary>A place of the source that is in the export, and why.</summary>
/// <param name="Place">What is in.</param>
/// <param name="Kind">How it came in.</param>
/// <param name="Because">The link that needed it first, by rounds from the module trees and by path within a round; null for what
/// is there without one.</param>
internal sealed record Inclusion(Place Place, InclusionKind Kind, SourceLink? Because)
{
    /// <summary>How many links of the export lead there.</summary>
    public int Links { get; set; }

    /// <summary>The path relative to the root; absolute where it lies outside.</summary>
    public BytePath Path => Place.Path;
}
