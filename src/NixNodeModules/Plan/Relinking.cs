using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>Brings the links of an output in order: a link keeps its text where that leads, in the output, to where its target now stands.</summary>
internal static class Relinking
{
    /// <summary>
    /// Adds to <paramref name="changes"/> the texts that leave the root and come back, absolute ones above all: they get the direct way.
    /// False where there are none.
    /// </summary>
    public static bool MakeRelative(OutputTree output, IReadOnlyList<SourceLink> links, Changes changes)
    {
        foreach (var link in links)
        {
            if (
                link.Resolution is { Ending: Ending.Inside, LeavesTree: true }
                && output.PlaceOf(link.Place) is { } here
                && output.PlaceOf(link.Resolution.Target) is { } target
            )
            {
                changes.Texts[link.Place] = BytePath.Relative(here.Directory.Path, target.Path);
            }
        }

        return changes.Texts.Count > 0;
    }

    /// <summary>
    /// Adds to <paramref name="changes"/> what has to change about the links of an output; false where nothing has. A link that is changed
    /// may have been on the way of others, so this is asked again with the output that comes of it; each link is changed once at most.
    /// </summary>
    /// <param name="output">The output with all changes so far.</param>
    /// <param name="links">The links of the source.</param>
    /// <param name="strips">Whether links that do not lead into a node_modules of the output are left out.</param>
    /// <param name="changes">The changes so far.</param>
    public static bool Improve(OutputTree output, IReadOnlyDictionary<Place, SourceLink> links, bool strips, Changes changes)
    {
        var resolver = new Resolver(output.Top, outside: null);
        var modules = new Nearest<DirectoryNode>(node => node.Name.SequenceEqual(ModuleTree.Name) ? node : null);
        var before = changes.Texts.Count + changes.Dropped.Count;
        foreach (var directory in TreeWalk.Directories(output.Top))
        {
            var listing = directory.Listing!;
            for (var i = 0; listing.LinkCount > 0 && i < listing.Count; i++)
            {
                if (listing[i].Kind == FileKind.Link)
                {
                    var link = links[OutputTree.SourceOf(directory, i)];
                    var target = link.Resolution.Ending == Ending.Inside ? output.PlaceOf(link.Resolution.Target) : null;
                    Decide(link, directory, resolver.Follow(directory, i), target, strips ? modules : null, changes);
                }
            }
        }

        return changes.Texts.Count + changes.Dropped.Count > before;
    }

    // A link is right that leads below a node_modules, where the output is to have no others; else one that leads to where its target stands.
    private static void Decide(
        SourceLink link,
        DirectoryNode holder,
        Resolution now,
        Place? target,
        Nearest<DirectoryNode>? modules,
        Changes changes
    )
    {
        var isRight = modules is not null
            ? now.Ending == Ending.Inside && IsBelowOne(now.Target)
            : target is null || (now.Ending == Ending.Inside && now.Target == target);
        if (isRight)
        {
            return;
        }

        if (target is { } place && modules is null)
        {
            changes.Texts[link.Place] = BytePath.Relative(holder.Path, place.Path);
        }
        else
        {
            changes.Dropped[link.Place] = link;
        }

        bool IsBelowOne(Place found) =>
            (found.IsDirectory ? found.Directory.Parent : found.Directory) is { } holder && modules.Around(holder) is not null;
    }
}
