using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>Finds which of the programs in <c>.bin</c> are of packages that are kept.</summary>
internal sealed class Bins(Selection selection, Pruning pruning, bool followsLinks, Follower follower, IKnowledge knowledge)
{
    private readonly List<Place> crossed = [];

    /// <summary>The name of the directory of programs in a module tree.</summary>
    public static ReadOnlySpan<byte> Name => ".bin"u8;

    /// <summary>The links and shims to keep, in bytewise order of their paths.</summary>
    public IReadOnlyList<Place> Find()
    {
        var kept = new List<Place>();
        foreach (var directory in Directories().OrderBy(directory => directory.Path))
        {
            knowledge.Read(directory);
            for (var i = 0; i < directory.Listing!.Count; i++)
            {
                var bin = new Place(directory, i);
                if (IsKept(bin))
                {
                    kept.Add(bin);
                }
            }
        }

        return kept;
    }

    /// <summary>
    /// The shims that start nothing in packages that were published with a node_modules: it is in as it is, but its .bin may have programs of
    /// other packages, which are not. Links there bring what they lead to.
    /// </summary>
    public IEnumerable<Place> FindIdle()
    {
        foreach (var package in pruning.Reached.Select(one => one.Package.Directory).Where(one => !pruning.HasPrunedTree(one)))
        {
            if (
                ModuleTree.Of(package) is not { IsDirectory: true } tree
                || !selection.Covers(tree.Directory)
                || BinsOf(tree.Directory) is not { } directory
            )
            {
                continue;
            }

            knowledge.Read(directory);
            for (var i = 0; i < directory.Listing!.Count; i++)
            {
                if (directory.Listing[i].Kind == FileKind.File && !IsKept(new(directory, i)))
                {
                    yield return new(directory, i);
                }
            }
        }
    }

    // Of the module trees in which something is kept, and of the packages that are.
    private HashSet<DirectoryNode> Directories()
    {
        var directories = new HashSet<DirectoryNode>();
        foreach (var directory in selection.Shells)
        {
            if (directory.Name.SequenceEqual(ModuleTree.Name) && !selection.Covers(directory))
            {
                AddFrom(directory);
            }
        }

        foreach (var package in selection.Wholes)
        {
            if (ModuleTree.Of(package) is { IsDirectory: true } tree && !selection.Covers(tree.Directory))
            {
                AddFrom(tree.Directory);
            }
        }

        return directories;

        void AddFrom(DirectoryNode tree)
        {
            if (BinsOf(tree) is { } bins)
            {
                directories.Add(bins);
            }
        }
    }

    private DirectoryNode? BinsOf(DirectoryNode tree)
    {
        knowledge.Read(tree);
        return tree.Listing!.Find(Name) is var index and >= 0 && tree.Listing[index].Kind == FileKind.Directory
            ? tree.Child(index)
            : null;
    }

    private bool IsKept(Place bin)
    {
        var (directory, index) = (bin.Directory, bin.Index);
        Resolution resolution;
        switch (directory.Listing![index].Kind)
        {
            case FileKind.Link:
                resolution = follower.Follow(directory, index, crossed);
                break;
            case FileKind.File when Shim.Program(knowledge.Contents(bin, Shims.SizeLimit)) is { } program:
                resolution = follower.Follow(directory, program, crossed);
                break;
            default:
                // No shim: nothing can be said against it, if it is a file.
                return directory.Listing[index].Kind == FileKind.File;
        }

        foreach (var step in crossed)
        {
            if (!step.IsDirectory && !selection.HasEntry(step) && !selection.Covers(step))
            {
                return false;
            }
        }

        // A program that is not built yet is its package's all the same.
        return resolution.Ending switch
        {
            Ending.Inside => selection.Covers(resolution.Target) || IsOfReached(resolution.Target.Directory),
            Ending.Outside => crossed.Exists(step => !step.IsDirectory),
            _ => crossed.FindLast(step => step.IsDirectory) is { Directory: { } last }
                && (selection.Covers(last) || IsOfReached(last)),
        };
    }

    // Where links to workspace packages are taken away or left as they are, the packages themselves are not in.
    private bool IsOfReached(DirectoryNode directory) =>
        !followsLinks && pruning.ProjectAround(directory) is { Parent: not null } project && pruning.HasReached(project);
}
