using NixNodeModules.Paths;

namespace NixNodeModules.Scan;

/// <summary>Where a tree lies that is read and is not the workspace's.</summary>
/// <param name="Location">The absolute physical path of its top.</param>
/// <param name="Ordinal">Its place among such trees in the order in which links lead to them, which no place on the disk has a say in.</param>
internal sealed record ExternalTree(BytePath Location, int Ordinal)
{
    /// <summary>Whether a package manager has put it there: it lies in a node_modules. Else it is somebody's own.</summary>
    public bool IsInstalled
    {
        get
        {
            for (var at = Location; at.Span.Length > 1; at = at.Parent)
            {
                if (at.Name.SequenceEqual("node_modules"u8))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
