using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>Directories called node_modules.</summary>
internal static class ModuleTree
{
    /// <summary>The name of every module tree.</summary>
    public static ReadOnlySpan<byte> Name => "node_modules"u8;

    /// <summary>The module tree of a project: a directory, or a link in its place; null where the project has none.</summary>
    public static Place? Of(DirectoryNode project)
    {
        var index = project.Listing!.Find(Name);
        return index < 0
            ? null
            : project.Listing[index].Kind switch
            {
                FileKind.Directory => new(project.Child(index)),
                FileKind.Link => new(project, index),
                _ => null,
            };
    }

    /// <summary>The directories that stand in a module tree or in one of its scopes; those with a dot in front are no packages' but stores and the like.</summary>
    public static IEnumerable<DirectoryNode> DirectoriesIn(DirectoryNode tree, IKnowledge knowledge) =>
        knowledge
            .DirectoriesIn(tree)
            .SelectMany(directory => directory.Name is [(byte)'@', ..] ? knowledge.DirectoriesIn(directory) : [directory]);

    /// <summary>Whether an entry is called so.</summary>
    public static bool IsName(Place place) =>
        !place.IsDirectory && place.Directory.Listing!.Name(place.Index).SequenceEqual(Name);

    /// <summary>Whether a place lies below a directory called node_modules; a node_modules itself lies below one only if it is nested.</summary>
    public static bool Holds(Place place)
    {
        for (var node = place.IsDirectory ? place.Directory.Parent : place.Directory; node is not null; node = node.Parent)
        {
            if (node.Name.SequenceEqual(Name))
            {
                return true;
            }
        }

        return false;
    }
}
