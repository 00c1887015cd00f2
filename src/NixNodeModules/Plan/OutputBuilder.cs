using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>Makes the planned output of a selection: a tree in memory that shares the source's listings wherever a directory is taken as it is.</summary>
internal static class OutputBuilder
{
    /// <summary>The output tree; each directory knows its source.</summary>
    /// <param name="top">The source's top.</param>
    /// <param name="selection">What is in.</param>
    /// <param name="dropped">Links that are left out.</param>
    /// <param name="rewritten">Links with another text than in the source.</param>
    public static DirectoryNode Build(
        DirectoryNode top,
        Selection selection,
        IReadOnlySet<Place> dropped,
        IReadOnlyDictionary<Place, SourceLink> rewritten
    )
    {
        var output = DirectoryNode.Top(top.Status, source: top);
        var builder = new ListingBuilder();
        var kept = new List<int>();
        var changed = new HashSet<DirectoryNode>();
        foreach (var place in dropped)
        {
            changed.Add(place.Directory);
        }

        foreach (var place in rewritten.Keys)
        {
            changed.Add(place.Directory);
        }

        var work = new Stack<(DirectoryNode Output, DirectoryNode Source, Coverage Coverage)>();
        work.Push((output, top, selection.CoverageOf(top, Coverage.Single)));
        while (work.TryPop(out var item))
        {
            Keep(item.Source, item.Coverage, selection, dropped, kept);
            var listing = item.Source.Listing ?? builder.Build();
            if (kept.Count < listing.Count || changed.Contains(item.Source))
            {
                foreach (var index in kept)
                {
                    var isRewritten = rewritten.TryGetValue(new(item.Source, index), out var link);
                    builder.AddFrom(listing, index, isRewritten ? link!.OutputText.Span : default);
                }

                listing = builder.Build();
            }

            item.Output.Fill(listing);
            for (var i = 0; i < listing.Count; i++)
            {
                if (listing[i].Kind == FileKind.Directory)
                {
                    var source = item.Source.Child(kept[i]);
                    work.Push((item.Output.Child(i, source), source, selection.CoverageOf(source, item.Coverage)));
                }
            }
        }

        return output;
    }

    // Kept entries stay in the listing's order, so that the place in the new listing is the place among the kept.
    private static void Keep(
        DirectoryNode source,
        Coverage coverage,
        Selection selection,
        IReadOnlySet<Place> dropped,
        List<int> kept
    )
    {
        kept.Clear();
        for (var i = 0; i < (source.Listing?.Count ?? 0); i++)
        {
            var place = new Place(source, i);
            var isIn =
                source.Listing![i].Kind == FileKind.Directory
                    ? selection.HasDirectory(source.Child(i), coverage)
                    : selection.HasEntry(place, coverage) && !dropped.Contains(place);
            if (isIn)
            {
                kept.Add(i);
            }
        }
    }
}
