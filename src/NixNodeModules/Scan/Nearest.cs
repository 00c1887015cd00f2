namespace NixNodeModules.Scan;

/// <summary>
/// Finds the nearest directory around another that something is known of. Most are asked after one close to them: the way up ends at the
/// one that was asked last, so that ten thousand levels with a link in each do no harm.
/// </summary>
/// <param name="at">What is known of a directory itself; null where nothing is. The answers stay the same.</param>
internal sealed class Nearest<T>(Func<DirectoryNode, T?> at)
    where T : class
{
    private DirectoryNode? last;
    private T? answer;

    /// <summary>What is known of a directory or, where that is nothing, of the nearest above it; null where it is nothing all the way up.</summary>
    public T? Around(DirectoryNode directory)
    {
        T? found = null;
        for (var node = directory; node is not null && found is null; node = node.Parent)
        {
            if (node == last)
            {
                found = answer;
                break;
            }

            found = at(node);
        }

        (last, answer) = (directory, found);
        return found;
    }
}
