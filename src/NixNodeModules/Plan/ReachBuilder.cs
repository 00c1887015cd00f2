using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>A reach that grows: what has been taken in and why, and what of it is still to be looked at.</summary>
/// <param name="projects">The directories of all projects.</param>
/// <param name="pruning">The walk along dependencies; null where all that is installed is in.</param>
/// <param name="stateFiles">The package managers' state files.</param>
internal sealed class ReachBuilder(IReadOnlySet<DirectoryNode> projects, Pruning? pruning, StateFiles stateFiles)
{
    private readonly Dictionary<Place, Inclusion> inclusions = [];
    private readonly List<SourceLink> links = [];
    private readonly List<Place> specials = [];
    private readonly HashSet<Place> seen = [];
    private List<DirectoryNode> nextDirectories = [];
    private List<Place> nextLinks = [];

    /// <summary>Which part of the source is in so far.</summary>
    public Selection Selection { get; } = new(projects);

    /// <summary>Whether anything has been taken in that was not looked at.</summary>
    public bool HasMore => nextDirectories.Count + nextLinks.Count > 0;

    /// <summary>The directories and single links that are to be looked at, each in order; what is taken in from now on is for the next round.</summary>
    public (List<DirectoryNode> Directories, List<Place> Links) NextRound()
    {
        var round = (nextDirectories, nextLinks);
        (nextDirectories, nextLinks) = ([], []);
        round.nextLinks.Sort(InOrder);
        round.nextDirectories.Sort((left, right) => InOrder(new(left), new(right)));
        return round;
    }

    /// <summary>Whether a link or special file is met for the first time.</summary>
    public bool IsNew(Place place) => seen.Add(place);

    /// <summary>Adds a link that was followed.</summary>
    public void Add(SourceLink link) => links.Add(link);

    /// <summary>Adds a FIFO, socket or device.</summary>
    public void AddSpecial(Place place) => specials.Add(place);

    /// <summary>Says why a place is in that no link leads to; false where that has been said.</summary>
    public bool Explain(Place place, InclusionKind kind) => inclusions.TryAdd(place, new(place, kind, null));

    /// <summary>Says by which link a place is in; false where it is in already. What came in by itself counts the link.</summary>
    public bool Explain(Place place, InclusionKind kind, SourceLink because)
    {
        if (inclusions.TryGetValue(place, out var known))
        {
            known.Links++;
            return false;
        }

        var isIn =
            place.IsDirectory && kind != InclusionKind.RootFiles
                ? Selection.CoversAll(place.Directory)
                : Selection.Covers(place) || (!place.IsDirectory && Selection.HasEntry(place));
        if (!isIn)
        {
            inclusions.Add(place, new(place, kind, because) { Links = 1 });
        }

        return !isIn;
    }

    /// <summary>Takes in a directory with all that it holds, of a package's node_modules only what dependencies reach where those are walked along.</summary>
    public void TakeWhole(DirectoryNode directory)
    {
        Selection.AddWhole(directory);
        LookInto(directory);
        if (pruning is not null)
        {
            pruning.Reach(directory);
            if (pruning.HasPrunedTree(directory) && ModuleTree.Of(directory) is { } tree)
            {
                Selection.Except(tree);
            }
        }
    }

    /// <summary>Takes in the root's own files.</summary>
    public void TakeRootFiles(DirectoryNode top)
    {
        Selection.AddRootFiles(top);
        LookInto(top);
    }

    /// <summary>Takes in a link by itself.</summary>
    public void TakeLink(Place link)
    {
        Selection.AddEntry(link);
        if (IsNew(link))
        {
            nextLinks.Add(link);
        }
    }

    /// <summary>Takes in an entry by itself that is no link and no directory.</summary>
    public void TakeFile(Place file)
    {
        Selection.AddEntry(file);
        if (file.Directory.Listing![file.Index].Kind == FileKind.Special && IsNew(file))
        {
            AddSpecial(file);
        }
    }

    /// <summary>Sees to it that a directory is looked at.</summary>
    public void LookInto(DirectoryNode directory) => nextDirectories.Add(directory);

    /// <summary>Takes the state files of a project's module tree into account.</summary>
    public void AddStateFilesOf(DirectoryNode project)
    {
        if (ModuleTree.Of(project) is { IsDirectory: true } tree)
        {
            stateFiles.AddTree(tree.Directory);
        }
    }

    /// <summary>What was found.</summary>
    public Reach Build() => new(Selection, links, SortedInclusions(), specials, stateFiles) { Pruning = pruning };

    // A single entry that came in before the directory that holds it is no piece of its own.
    private List<Inclusion> SortedInclusions() =>
        [
            .. inclusions
                .Values.Where(one =>
                    one.Kind is not (InclusionKind.File or InclusionKind.CrossedLink) || !Selection.Covers(one.Place)
                )
                .OrderBy(one => one.Path),
        ];

    // By path, and of what lies outside the root not by where.
    private static int InOrder(Place left, Place right)
    {
        var (one, other) = (left.Directory.Tree.External?.Ordinal ?? -1, right.Directory.Tree.External?.Ordinal ?? -1);
        return one == other ? left.Path.CompareTo(right.Path) : one.CompareTo(other);
    }
}
