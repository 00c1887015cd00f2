using NixNodeModules.Paths;

namespace NixNodeModules.Dependencies;

/// <summary>Which dependencies bring in what they name.</summary>
/// <param name="IsProduction">Whether <c>devDependencies</c> do not.</param>
/// <param name="OmitsOptional">Whether <c>optionalDependencies</c> do not.</param>
/// <param name="OmitsPeer">Whether <c>peerDependencies</c> do not.</param>
/// <param name="Keep">Names that every package is taken to depend on, if it finds them.</param>
internal sealed record DependencyChoice(bool IsProduction, bool OmitsOptional, bool OmitsPeer, IReadOnlyList<BytePath> Keep)
{
    /// <summary>All of them.</summary>
    public static DependencyChoice All { get; } = new(false, false, false, []);

    /// <summary>Whether dependencies of a kind do.</summary>
    public bool Counts(DependencyKind kind) =>
        kind switch
        {
            DependencyKind.Development => !IsProduction,
            DependencyKind.Optional => !OmitsOptional,
            DependencyKind.Peer or DependencyKind.OptionalPeer => !OmitsPeer,
            _ => true,
        };
}
