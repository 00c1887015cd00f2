using NixNodeModules.Plan;
using NixNodeModules.Scan;

namespace NixNodeModules.Copy;

/// <summary>How the bytes of files get into the output.</summary>
internal enum Transfer
{
    /// <summary>By sharing blocks where the file system can (reflink), else copied.</summary>
    Auto,

    /// <summary>Copied, always.</summary>
    Copy,

    /// <summary>As further names of the source's files where that is allowed and possible, else as <see cref="Auto"/>.</summary>
    Hardlink,

    /// <summary>As the source's files themselves, as far as the file system can, and taken out of the source in the end.</summary>
    Move,
}

/// <summary>Decides which files may be further names of the source's own.</summary>
/// <param name="transfer">What was asked for.</param>
/// <param name="projects">The directories of the workspace's projects in the source.</param>
internal sealed class TransferPolicy(Transfer transfer, IEnumerable<DirectoryNode> projects)
{
    private readonly HashSet<DirectoryNode> projects = [.. projects];

    /// <summary>What was asked for.</summary>
    public Transfer Transfer => transfer;

    /// <summary>
    /// Whether the files of a directory of the source may be linked: what a package manager has installed, that is what lies in a
    /// project's node_modules with no project between, or in any outside the workspace. A project's own files are edited, and an export must not change
    /// with them (pnpm issue 12176). Where the source is given away, all of it, but not what lies outside it.
    /// </summary>
    public bool MayLink(DirectoryNode directory)
    {
        if (transfer != Transfer.Hardlink)
        {
            return transfer == Transfer.Move && directory.Tree.External is null;
        }

        for (var node = directory; node is not null && !projects.Contains(node); node = node.Parent)
        {
            if (IsModuleTree(node) || node.External is { IsInstalled: true })
            {
                return true;
            }
        }

        return false;
    }

    // Of the workspace only what belongs to a project: others are its own files, a test's for one.
    private bool IsModuleTree(DirectoryNode node) =>
        node.Name.SequenceEqual(ModuleTree.Name) && (projects.Contains(node.Parent!) || node.Tree.External is not null);
}
