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

    /// <summary>
    /// The same, each directory with a value that comes of that of the directory around it: of <paramref name="above"/> for
    /// <paramref name="top"/>.
    /// </summary>
    public static IEnumerable<(DirectoryNode Directory, T Value)> WithValues<T>(
        DirectoryNode top,
        T above,
        Func<DirectoryNode, T, T> value,
        Func<DirectoryNode, bool>? enter = null
    )
        where T : class?
    {
        var around = new Stack<(DirectoryNode Directory, T Value)>();
        foreach (var directory in Directories(top, enter))
        {
            while (around.TryPeek(out var last) && last.Directory != directory.Parent)
            {
                around.Pop();
            }

            var own = (directory, value(directory, around.TryPeek(out var holder) ? holder.Value : above));
            around.Push(own);
            yield return own;
        }
    }
}
