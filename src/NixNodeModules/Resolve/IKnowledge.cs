using NixNodeModules.Scan;

namespace NixNodeModules.Resolve;

/// <summary>Gives what has to be known of a tree: by reading the disk, or not at all where the whole tree is in memory.</summary>
internal interface IKnowledge
{
    /// <summary>Reads what following a link needs.</summary>
    void Provide(Need need);

    /// <summary>The top, unread, of a tree outside the workspace root.</summary>
    DirectoryNode Open(ExternalTree tree);

    /// <summary>What a file of the source holds, at most <paramref name="limit"/> bytes of it: null where it holds more.</summary>
    byte[]? Contents(Place file, int limit);

    /// <summary>Reads directories with all below them that <paramref name="enter"/> does not turn down.</summary>
    void ProvideAll(IReadOnlyList<DirectoryNode> directories, Func<DirectoryNode, bool> enter);
}
