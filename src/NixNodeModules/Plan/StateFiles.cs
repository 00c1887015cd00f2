using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>What becomes of package managers' state files.</summary>
internal enum StateFilePolicy
{
    /// <summary>They are left out, in the modes that bring links in order.</summary>
    Drop,

    /// <summary>They stay as they are.</summary>
    Keep,
}

/// <summary>
/// The state files of the module trees of an export, of which those are left out that no link leads to. Only in module trees of
/// projects: what has such a name in a project or a package is its own.
/// </summary>
/// <param name="isActive">Whether any is left out at all.</param>
internal sealed class StateFiles(bool isActive)
{
    private readonly HashSet<DirectoryNode> trees = [];
    private readonly HashSet<Place> needed = [];

    // The directory that was asked after last: neither it nor any above it is left out.
    private DirectoryNode? lastKept;

    /// <summary>Takes in a project's module tree.</summary>
    public void AddTree(DirectoryNode tree)
    {
        trees.Add(tree);
        lastKept = null;
    }

    /// <summary>Whether a directory is left out with all that it holds, so that it need not be looked at.</summary>
    public bool LeavesOut(DirectoryNode directory) =>
        isActive
        && directory.Parent is not null
        && !needed.Contains(new(directory))
        && RuleOf(directory.Parent, directory.Index) is not null;

    /// <summary>
    /// Sees to it that what a link leads to stays. Gives the directory that was to be left out and now has to be looked at, if it is one.
    /// </summary>
    public DirectoryNode? Need(Place target)
    {
        if (!isActive)
        {
            return null;
        }

        if (!target.IsDirectory && RuleOf(target.Directory, target.Index) is not null)
        {
            needed.Add(target);
        }

        for (var node = target.Directory; node.Parent is not null && node != lastKept; node = node.Parent)
        {
            if (LeavesOut(node))
            {
                needed.Add(new(node));
                return node;
            }
        }

        lastKept = target.Directory;
        return null;
    }

    /// <summary>Adds to <paramref name="changes"/> what of a selection is left out.</summary>
    /// <param name="selection">What is in.</param>
    /// <param name="isPackageSetChanged">Whether packages of the installation are missing in the output, or stand elsewhere.</param>
    /// <param name="changes">The changes so far.</param>
    public void Drop(Selection selection, bool isPackageSetChanged, Changes changes)
    {
        foreach (var tree in isActive ? trees : [])
        {
            if (selection.Covers(tree))
            {
                DropIn(tree, isPackageSetChanged, changes);
                if (
                    tree.Listing!.Find(StateFile.VirtualStore) is var store and >= 0
                    && tree.Listing[store].Kind == FileKind.Directory
                )
                {
                    DropIn(tree.Child(store), isPackageSetChanged, changes);
                }
            }
        }
    }

    private void DropIn(DirectoryNode directory, bool isPackageSetChanged, Changes changes)
    {
        for (var i = 0; i < directory.Listing!.Count; i++)
        {
            if (
                RuleOf(directory, i) is { } rule
                && (rule.When == StateFileDrop.Always || isPackageSetChanged)
                && (rule.Kind == FileKind.Directory ? new Place(directory.Child(i)) : new(directory, i)) is var place
                && !needed.Contains(place)
            )
            {
                changes.StateFiles.Add(place, rule);
            }
        }
    }

    private StateFile? RuleOf(DirectoryNode directory, int index)
    {
        var isTop = trees.Contains(directory);
        if (!isTop && !(directory.Parent is { } above && trees.Contains(above)))
        {
            return null;
        }

        var listing = directory.Listing!;
        return StateFile.Of(isTop ? default : directory.Name, listing.Name(index), listing[index].Kind);
    }
}
