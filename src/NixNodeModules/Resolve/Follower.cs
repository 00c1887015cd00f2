using NixNodeModules.Paths;
using NixNodeModules.Scan;

namespace NixNodeModules.Resolve;

/// <summary>Follows links and paths to their end, asking for what has not been read on the way.</summary>
internal sealed class Follower(Resolver resolver, IKnowledge knowledge)
{
    /// <summary>Follows a link; <paramref name="crossed"/> takes what its own text leads through, as <see cref="Resolver"/> tells it.</summary>
    public Resolution Follow(DirectoryNode holder, int index, List<Place> crossed)
    {
        while (true)
        {
            crossed.Clear();
            var resolution = resolver.Follow(holder, index, crossed);
            if (resolution.Ending != Ending.Unknown)
            {
                return resolution;
            }

            knowledge.Provide(resolution.Need);
        }
    }

    /// <summary>Follows a relative path from a directory; <paramref name="crossed"/> takes what the path itself leads through.</summary>
    public Resolution Follow(DirectoryNode from, BytePath path, List<Place> crossed)
    {
        while (true)
        {
            crossed.Clear();
            var resolution = resolver.Follow(from, path, crossed);
            if (resolution.Ending != Ending.Unknown)
            {
                return resolution;
            }

            knowledge.Provide(resolution.Need);
        }
    }
}
