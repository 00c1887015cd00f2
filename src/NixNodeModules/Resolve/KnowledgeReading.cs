using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Resolve;

/// <summary>What is often wanted of an <see cref="IKnowledge"/>.</summary>
internal static class KnowledgeReading
{
    /// <summary>The directory itself, read if it has not been yet.</summary>
    public static DirectoryNode Read(this IKnowledge knowledge, DirectoryNode directory)
    {
        if (directory.Listing is null)
        {
            knowledge.Provide(new(directory, null));
        }

        return directory;
    }

    /// <summary>The directories that a directory holds, which is read if it has not been yet.</summary>
    public static IEnumerable<DirectoryNode> DirectoriesIn(this IKnowledge knowledge, DirectoryNode directory)
    {
        var listing = knowledge.Read(directory).Listing!;
        for (var i = 0; i < listing.Count; i++)
        {
            if (listing[i].Kind == FileKind.Directory)
            {
                yield return directory.Child(i);
            }
        }
    }
}
