using NixNodeModules.Paths;

namespace NixNodeModules.Dependencies;

/// <summary>By what a package depends on another (npm's documentation, "package.json").</summary>
internal enum DependencyKind : byte
{
    /// <summary><c>dependencies</c>.</summary>
    Production,

    /// <summary><c>optionalDependencies</c>: its absence is no fault.</summary>
    Optional,

    /// <summary><c>peerDependencies</c>.</summary>
    Peer,

    /// <summary><c>peerDependencies</c> that <c>peerDependenciesMeta</c> calls optional.</summary>
    OptionalPeer,

    /// <summary><c>devDependencies</c>; only those of workspace packages are ever installed.</summary>
    Development,

    /// <summary>Not in the manifest: the package manager put it beside the package in an isolated store, or it is known to be needed.</summary>
    Linked,

    /// <summary>Not in the manifest: a person said that it is needed.</summary>
    Kept,
}

/// <summary>One dependency of a package.</summary>
/// <param name="Name">The name under which it is required: for an alias (<c>npm:</c>) not that of the package.</param>
/// <param name="Kind">By what.</param>
internal sealed record Dependency(BytePath Name, DependencyKind Kind)
{
    /// <summary>Whether its absence breaks the package.</summary>
    public bool IsRequired => Kind is DependencyKind.Production or DependencyKind.Development;
}
