using NixNodeModules.Resolve;

namespace NixNodeModules.Plan;

/// <summary>What a closure found.</summary>
/// <param name="Selection">Which part of the source is in.</param>
/// <param name="Links">All links that are in, in the order in which they were found.</param>
/// <param name="Inclusions">What came in and why, sorted by path.</param>
/// <param name="Specials">FIFOs, sockets and devices that are in: none can be exported.</param>
/// <param name="StateFiles">The package managers' state files that may be left out.</param>
internal sealed record Reach(
    Selection Selection,
    IReadOnlyList<SourceLink> Links,
    IReadOnlyList<Inclusion> Inclusions,
    IReadOnlyList<Place> Specials,
    StateFiles StateFiles
)
{
    /// <summary>The walk along dependencies; null where all that is installed is in.</summary>
    public Pruning? Pruning { get; init; }
}
