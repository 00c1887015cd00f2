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
}
