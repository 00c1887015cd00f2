using NixNodeModules.Paths;
using NixNodeModules.Scan;

namespace NixNodeModules.Resolve;

/// <summary>Follows links and paths to their end, asking for what has not been read on the way.</summary>
/// <param name="resolver">Follows as far as is known.</param>
/// <param name="knowledge">Gives what has not been read.</param>
/// <param name="admit">Asked with a path outside at which something ends: whether that lies in a tree that has been taken in now.</param>
internal sealed class Follower(Resolver resolver, IKnowledge knowledge, Func<BytePath, bool>? admit = null)
{
    /// <summary>Follows a link; <paramref name="crossed"/> takes what its own text leads through, as <see cref="Resolver"/> tells it.</summary>
    public Resolution Follow(DirectoryNode holder, int index, List<Place> crossed)
    {
        Resolution resolution;
        do
        {
            crossed.Clear();
            resolution = resolver.Follow(holder, index, crossed);
        } while (!IsEnd(resolution));
        return resolution;
    }

    /// <summary>Follows a relative path from a directory; <paramref name="crossed"/> takes what the path itself leads through.</summary>
    public Resolution Follow(DirectoryNode from, BytePath path, List<Place> crossed)
    {
        Resolution resolution;
        do
        {
            crossed.Clear();
            resolution = resolver.Follow(from, path, crossed);
        } while (!IsEnd(resolution));
        return resolution;
    }

    private bool IsEnd(Resolution resolution)
    {
        if (resolution.Ending == Ending.Unknown)
        {
            knowledge.Provide(resolution.Need);
            return false;
        }

        return resolution.Ending != Ending.Outside || admit?.Invoke(resolution.OutsidePath!) != true;
    }
}
