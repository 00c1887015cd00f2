using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>Walks over trees in memory.</summary>
internal static class TreeWalk
{
    /// <summary>
    /// <paramref name="top"/> and every read directory below it, each before what it holds, in bytewise order of paths. Directories
    /// that <paramref name="enter"/> turns down are passed over with all they hold. Without recursion, so that ten thousand levels do no harm.
    /// </summary>
    public static IEnumerable<DirectoryNode> Directories(DirectoryNode top, Func<DirectoryNode, bool>? enter = null)
    {
        var stack = new Stack<DirectoryNode>();
        stack.Push(top);
        while (stack.TryPop(out var directory))
        {
            yield return directory;
            if (directory.Listing is not { DirectoryCount: > 0 } listing)
            {
                continue;
            }

            for (var i = listing.Count - 1; i >= 0; i--)
            {
                if (listing[i].Kind == FileKind.Directory)
                {
                    var child = directory.Child(i);
                    if (enter is null || enter(child))
                    {
                        stack.Push(child);
                    }
                }
            }
        }
    }
}
