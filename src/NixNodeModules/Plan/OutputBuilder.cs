using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>Makes the planned output of a layout.</summary>
internal sealed class OutputBuilder
{
    private readonly Changes changes;
    private readonly HashSet<DirectoryNode> changed;
    private readonly Dictionary<DirectoryNode, List<Mount>> mounts = [];
    private readonly Dictionary<DirectoryNode, DirectoryNode> directories = [];
    private readonly Dictionary<Place, Place> singles = [];
    private readonly ListingBuilder entries = new();
    private readonly List<int> kept = [];
    private readonly Stack<Item> work = new();

    private OutputBuilder(Layout layout, Changes changes)
    {
        this.changes = changes;
        changed = changes.Directories();
        foreach (var mount in layout.Mounts)
        {
            if (!mounts.TryGetValue(mount.Holder, out var there))
            {
                mounts.Add(mount.Holder, there = []);
            }

            there.Add(mount);
        }
    }

    /// <summary>The output tree of the workspace at <paramref name="top"/>.</summary>
    public static OutputTree Build(DirectoryNode top, Layout layout, Changes changes)
    {
        var builder = new OutputBuilder(layout, changes);
        var output = DirectoryNode.Top(top.Status, source: top);
        builder.work.Push(new(output, top, layout.InPlace.CoverageOf(top, Coverage.Single), layout.InPlace));
        while (builder.work.TryPop(out var item))
        {
            builder.Fill(item);
        }

        return new(output, builder.directories, builder.singles);
    }

    private void Fill(Item item)
    {
        var here = mounts.GetValueOrDefault(item.Source, []);
        Keep(item, here);
        var listing = item.Source.Listing ?? entries.Build();
        var isAsItIs = here.Count == 0 && kept.Count == listing.Count && !changed.Contains(item.Source);
        item.Output.Fill(isAsItIs ? listing : Compose(item, listing, here));
        Register(item);
        AddSubdirectories(item, here);
    }

    private void Keep(Item item, List<Mount> here)
    {
        kept.Clear();
        var source = item.Source;
        for (var i = 0; i < (source.Listing?.Count ?? 0); i++)
        {
            var place = source.Listing![i].Kind == FileKind.Directory ? new Place(source.Child(i)) : new(source, i);
            var isIn =
                (
                    place.IsDirectory
                        ? item.Selection.HasDirectory(place.Directory, item.Coverage)
                        : item.Selection.HasEntry(place, item.Coverage)
                ) && !changes.LeavesOut(place);
            if (isIn && MountAt(here, source.Listing.Name(i)) is null)
            {
                kept.Add(i);
            }
        }
    }

    private Listing Compose(Item item, Listing listing, List<Mount> here)
    {
        foreach (var index in kept)
        {
            var place = new Place(item.Source, index);
            if (changes.Contents.TryGetValue(place, out var contents))
            {
                // A file of its own now: it shares neither size nor inode with the source's.
                entries.Add(listing[index].Status with { Size = contents.Length, LinkCount = 1 }, listing.Name(index));
            }
            else
            {
                entries.AddFrom(listing, index, changes.Texts.TryGetValue(place, out var text) ? text.Span : default);
            }
        }

        foreach (var mount in here)
        {
            entries.Add(mount.Source.Status, mount.Name.Span);
        }

        return entries.Build();
    }

    private void Register(Item item)
    {
        if (item.Coverage != Coverage.Single)
        {
            directories[item.Source] = item.Output;
            return;
        }

        var output = item.Output.Listing!;
        foreach (var index in kept)
        {
            if (item.Source.Listing![index].Kind != FileKind.Directory)
            {
                singles[new(item.Source, index)] = new(item.Output, output.Find(item.Source.Listing.Name(index)));
            }
        }
    }

    private void AddSubdirectories(Item item, List<Mount> here)
    {
        var listing = item.Output.Listing!;
        for (var i = 0; listing.DirectoryCount > 0 && i < listing.Count; i++)
        {
            if (listing[i].Kind != FileKind.Directory)
            {
                continue;
            }

            if (MountAt(here, listing.Name(i)) is { } mount)
            {
                Add(item.Output, i, mount.Source, mount.Selection.CoverageOf(mount.Source, Coverage.Single), mount.Selection);
            }
            else
            {
                var source = item.Source.Child(item.Source.Listing!.Find(listing.Name(i)));
                Add(item.Output, i, source, item.Selection.CoverageOf(source, item.Coverage), item.Selection);
            }
        }
    }

    private void Add(DirectoryNode parent, int index, DirectoryNode source, Coverage coverage, Selection selection) =>
        work.Push(new(parent.Child(index, source), source, coverage, selection));

    private static Mount? MountAt(List<Mount> here, ReadOnlySpan<byte> name)
    {
        foreach (var mount in here)
        {
            if (mount.Name.Span.SequenceEqual(name))
            {
                return mount;
            }
        }

        return null;
    }

    private sealed record Item(DirectoryNode Output, DirectoryNode Source, Coverage Coverage, Selection Selection);
}
