using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>How much of a directory is in the export.</summary>
internal enum Coverage : byte
{
    /// <summary>Nothing but what was taken in by itself.</summary>
    Single,

    /// <summary>The root's own files: all but its module tree, other projects and version control.</summary>
    RootFiles,

    /// <summary>All of it.</summary>
    Whole,
}

/// <summary>
/// Which part of the source is in the export: whole directories, the root's own files, single entries, and the directories on the way to
/// them. Grows while the closure is found.
/// </summary>
/// <param name="projects">The directories of all projects; they are not the root's own files.</param>
internal sealed class Selection(IReadOnlySet<DirectoryNode> projects)
{
    private readonly HashSet<DirectoryNode> wholes = [];
    private readonly HashSet<DirectoryNode> shells = [];
    private readonly HashSet<Place> entries = [];
    private HashSet<Place> exceptions = [];
    private DirectoryNode? rootFiles;

    /// <summary>The directories that were taken in as wholes.</summary>
    public IReadOnlyCollection<DirectoryNode> Wholes => wholes;

    /// <summary>The single entries that were taken in.</summary>
    public IReadOnlyCollection<Place> Entries => entries;

    /// <summary>A selection with nothing in it that makes the same exceptions as this one, now and later.</summary>
    public Selection Emptied() => new(projects) { exceptions = exceptions };

    /// <summary>
    /// Makes an exception of something in a whole directory: it is in only if it was, or is yet, taken in by itself; of a directory what it
    /// holds likewise.
    /// </summary>
    public void Except(Place place) => exceptions.Add(place);

    /// <summary>Whether nothing has been taken in.</summary>
    public bool IsEmpty => shells.Count == 0;

    /// <summary>Takes in a directory with all that it holds.</summary>
    public void AddWhole(DirectoryNode directory)
    {
        wholes.Add(directory);
        AddShell(directory);
    }

    /// <summary>Takes in the root's own files.</summary>
    public void AddRootFiles(DirectoryNode top)
    {
        rootFiles = top;
        AddShell(top);
    }

    /// <summary>Takes in a single entry that is no directory.</summary>
    public void AddEntry(Place place)
    {
        entries.Add(place);
        AddShell(place.Directory);
    }

    /// <summary>Takes in a directory as a step on the way, with nothing of what it holds.</summary>
    public void AddShell(DirectoryNode directory)
    {
        for (var node = directory; node is not null && shells.Add(node); node = node.Parent) { }
    }

    /// <summary>The directories that are in, if only as steps on the way.</summary>
    public IReadOnlyCollection<DirectoryNode> Shells => shells;

    /// <summary>Whether an exception was made of an entry that has not been taken in by itself.</summary>
    public bool LeavesOut(Place place) => exceptions.Count > 0 && exceptions.Contains(place) && !entries.Contains(place);

    /// <summary>Whether an entry was taken in by itself.</summary>
    public bool HasEntry(Place place) => entries.Contains(place);

    /// <summary>Whether a directory itself was taken in as a whole.</summary>
    public bool IsWhole(DirectoryNode directory) => wholes.Contains(directory);

    /// <summary>Whether a directory is in with all that it holds; the root's own files are not all of one that holds projects.</summary>
    public bool CoversAll(DirectoryNode directory)
    {
        for (var node = directory; node is not null; node = node.Parent)
        {
            if (wholes.Contains(node))
            {
                return true;
            }

            if (IsException(node))
            {
                return false;
            }
        }

        return Covers(directory) && !projects.Any(project => project != directory && directory.Contains(project));
    }

    /// <summary>Whether a directory is in with its files, by itself or by one above it.</summary>
    public bool Covers(DirectoryNode directory)
    {
        var isRootsOwn = rootFiles is not null;
        for (var node = directory; node is not null; node = node.Parent)
        {
            if (wholes.Contains(node))
            {
                return true;
            }

            if (IsException(node))
            {
                return false;
            }

            isRootsOwn &= IsRootsOwn(node);
        }

        return isRootsOwn;
    }

    /// <summary>The same where what holds the directory is known to be: without the way up, which in a deep tree is long.</summary>
    public bool CoversWithin(DirectoryNode directory) =>
        wholes.Contains(directory)
        || (!IsException(directory) && (rootFiles is null || IsRootsOwn(directory) || Covers(directory)));

    /// <summary>Whether a place is in by a directory that is in with its files: not so version control at the root, be it a file.</summary>
    public bool Covers(Place place) =>
        Covers(place.Directory)
        && (
            place.IsDirectory
            || (!exceptions.Contains(place) && !IsVersionControl(place.Directory, place.Directory.Listing!.Name(place.Index)))
        );

    /// <summary>How much of a directory is in, from how much of its parent is.</summary>
    public Coverage CoverageOf(DirectoryNode directory, Coverage parent) =>
        wholes.Contains(directory) ? Coverage.Whole
        : IsException(directory) ? Coverage.Single
        : parent == Coverage.Whole ? Coverage.Whole
        : (parent == Coverage.RootFiles || directory == rootFiles) && IsRootsOwn(directory) ? Coverage.RootFiles
        : Coverage.Single;

    /// <summary>Whether an entry that is no directory is in, from how much of the directory that holds it is.</summary>
    public bool HasEntry(Place place, Coverage coverage) =>
        (
            coverage switch
            {
                Coverage.Whole => true,
                Coverage.RootFiles => !IsVersionControl(place.Directory, place.Directory.Listing!.Name(place.Index)),
                _ => false,
            } && (exceptions.Count == 0 || !exceptions.Contains(place))
        ) || entries.Contains(place);

    /// <summary>Whether a directory is in, if only as a step on the way, from how much of its parent is.</summary>
    public bool HasDirectory(DirectoryNode directory, Coverage parent) =>
        CoverageOf(directory, parent) != Coverage.Single || shells.Contains(directory);

    private bool IsException(DirectoryNode directory) => exceptions.Count > 0 && exceptions.Contains(new(directory));

    private bool IsRootsOwn(DirectoryNode directory) =>
        directory == rootFiles
        || (
            directory.Parent is not null
            && !projects.Contains(directory)
            && !IsVersionControl(directory.Parent, directory.Name)
            && !(directory.Parent.Parent is null && directory.Name.SequenceEqual(ModuleTree.Name))
        );

    // In a linked work tree .git is a file (git-worktree(1)).
    private static bool IsVersionControl(DirectoryNode directory, ReadOnlySpan<byte> name) =>
        directory.Parent is null && VersionControl.IsName(name);
}
