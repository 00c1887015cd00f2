using NixNodeModules.Paths;

namespace NixNodeModules.Scan;

/// <summary>Where a tree lies that is read and is not the workspace's.</summary>
/// <param name="Location">The absolute physical path of its top.</param>
/// <param name="Ordinal">Its place among such trees in the order in which links lead to them, which no place on the disk has a say in.</param>
internal sealed record ExternalTree(BytePath Location, int Ordinal);
