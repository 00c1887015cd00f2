using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>The module trees of an export, by which links are told apart.</summary>
internal sealed class ExportedTrees
{
    private readonly HashSet<DirectoryNode> trees = [];
    private DirectoryNode? lastHeld;

    /// <summary>Adds a project's module tree.</summary>
    public void Add(DirectoryNode tree) => trees.Add(tree);

    /// <summary>Whether a directory is one of the trees or lies in one.</summary>
    public bool Hold(DirectoryNode directory)
    {
        for (var node = directory; node is not null; node = node.Parent)
        {
            // Most are asked after one close to them; what is in a module tree stays so.
            if (node == lastHeld || trees.Contains(node))
            {
                lastHeld = directory;
                return true;
            }
        }

        return false;
    }

    /// <summary>What a link in <paramref name="holder"/> is that leads there.</summary>
    public LinkKind KindOf(DirectoryNode holder, in Resolution resolution) =>
        resolution.Ending switch
        {
            Ending.Outside => LinkKind.External,
            Ending.Dangling => LinkKind.Dangling,
            Ending.Looping => LinkKind.Looping,
            _ when resolution.Target.Directory.Tree is { External: not null } tree => holder.Tree == tree
                ? LinkKind.Internal
                : LinkKind.External,
            _ => Hold(resolution.Target.Directory) ? LinkKind.Internal : LinkKind.Workspace,
        };
}
