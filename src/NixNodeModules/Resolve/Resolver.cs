using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Resolve;

/// <summary>
/// Follows links as the kernel does (path_resolution(7)), over a tree in memory: component by component, <c>..</c> from where a link
/// has led to and not from where it stands, at most 40 links on the way. Reads nothing: what has not been read is asked for.
/// One walk at a time.
/// </summary>
/// <param name="top">The top of the tree.</param>
/// <param name="outside">What is known of the world around it; null where the tree is the world, and leaving it ends the walk.</param>
internal sealed class Resolver(DirectoryNode top, Outside? outside)
{
    // MAXSYMLINKS of the kernel: the link that is one more gives ELOOP.
    private const int MaxLinks = 40;
    private const int NameMax = 255;

    // The texts that are being followed, the innermost last, each with what is left of it.
    private readonly Stack<ReadOnlyMemory<byte>> texts = new();
    private DirectoryNode? directory;
    private BytePath outsideDirectory = BytePath.Empty;
    private int links;
    private bool leaves;
    private List<Place>? crossed;

    /// <summary>Follows the link at entry <paramref name="index"/> of a directory.</summary>
    /// <param name="holder">The directory that holds the link.</param>
    /// <param name="index">The link's place in its listing.</param>
    /// <param name="crossings">
    /// Takes the links and directories of the tree that the link's own text leads through, the target directory among them. What the links
    /// among them lead through is for whoever follows those.
    /// </param>
    public Resolution Follow(DirectoryNode holder, int index, List<Place>? crossings = null)
    {
        texts.Clear();
        crossed = crossings;
        directory = holder;
        links = 0;
        leaves = holder.Listing!.LinkText(index) is [(byte)'/', ..];
        return (FollowText(holder.Listing.LinkTextMemory(index)) ?? Walk()) with { LeavesTree = leaves };
    }

    /// <summary>
    /// Follows a path from a directory, an absolute one only where the world is known; where it ends in a link, on to the link's target. <paramref name="crossings"/> takes what the
    /// path itself leads through.
    /// </summary>
    public Resolution Follow(DirectoryNode from, BytePath path, List<Place>? crossings = null)
    {
        texts.Clear();
        texts.Push(path.Memory);
        crossed = crossings;
        directory = from;
        links = 0;
        if (path.IsAbsolute)
        {
            GoToOutside(BytePath.FromText("/"));
        }

        return Walk();
    }

    // Whether the component at hand comes from the link's own text and not from that of a link on its way.
    private bool IsOwnText => texts.Count <= 1;

    private Resolution Walk()
    {
        while (true)
        {
            var name = NextComponent();
            leaves |= IsOwnText && directory is null;
            var end = name switch
            {
                [] => Arrived(),
                [(byte)'.'] => null,
                [(byte)'.', (byte)'.'] => GoUp(),
                { Length: > NameMax } => new(Ending.Dangling),
                _ => directory is null ? EnterOutside(name) : Enter(directory, name),
            };
            if (end is { } resolution)
            {
                return resolution;
            }
        }
    }

    // The next component of the innermost text that has one; empty when all texts are used up.
    private ReadOnlySpan<byte> NextComponent()
    {
        while (texts.TryPop(out var text))
        {
            var rest = text.Span.TrimStart((byte)'/');
            if (rest.IsEmpty)
            {
                continue;
            }

            var length = rest.IndexOf((byte)'/') is var slash and >= 0 ? slash : rest.Length;
            texts.Push(text[(text.Length - rest.Length + length)..]);
            return rest[..length];
        }

        return default;
    }

    private Resolution Arrived() =>
        directory is null
            ? new(Ending.Outside) { OutsidePath = outsideDirectory }
            : new(Ending.Inside) { Target = new(directory) };

    private Resolution? GoUp()
    {
        if (directory is null)
        {
            GoToOutside(outsideDirectory.Parent);
        }
        else if (directory.Parent is not null)
        {
            directory = directory.Parent;
        }
        else if (outside is null)
        {
            return new(Ending.Outside);
        }
        else
        {
            GoToOutside((directory.External?.Location ?? outside.Root).Parent);
        }

        return null;
    }

    private Resolution? Enter(DirectoryNode holder, ReadOnlySpan<byte> name)
    {
        if (holder.Listing is not { } listing)
        {
            return new(Ending.Unknown) { Need = new(holder, null) };
        }

        var index = listing.Find(name);
        if (index < 0)
        {
            return new(Ending.Dangling);
        }

        switch (listing[index].Kind)
        {
            case FileKind.Directory:
                directory = holder.Child(index);
                Cross(new(directory));
                return null;
            case FileKind.Link:
                Cross(new(holder, index));
                return FollowText(listing.LinkTextMemory(index));
            default:
                return AtEnd() ? new(Ending.Inside) { Target = new(holder, index) } : new(Ending.Dangling);
        }
    }

    private void Cross(Place place)
    {
        if (IsOwnText)
        {
            crossed?.Add(place);
        }
    }

    private Resolution? EnterOutside(ReadOnlySpan<byte> name)
    {
        var path = outsideDirectory.Join(name);
        if (path.Equals(outside!.Root))
        {
            directory = top;
            return null;
        }

        if (outside.TreeAt(path) is { } tree)
        {
            directory = tree;
            Cross(new(tree));
            return null;
        }

        if (path.Span.SequenceEqual("/proc"u8))
        {
            // Magic links: their texts are not where they lead (proc(5)), and nothing there is part of anybody's workspace.
            return new(Ending.Outside) { OutsidePath = path };
        }

        if (!outside.TryGet(path, out var kind, out var text))
        {
            return new(Ending.Unknown) { Need = new(null, path) };
        }

        switch (kind)
        {
            case OutsideKind.Missing:
                return new(Ending.Dangling) { OutsidePath = path };
            case OutsideKind.Directory:
                outsideDirectory = path;
                return null;
            case OutsideKind.Closed:
                return new(Ending.Outside) { OutsidePath = path };
            case OutsideKind.Link:
                return FollowText(text!.Memory);
            default:
                return new(AtEnd() ? Ending.Outside : Ending.Dangling) { OutsidePath = path };
        }
    }

    private Resolution? FollowText(ReadOnlyMemory<byte> text)
    {
        if (++links > MaxLinks)
        {
            return new(Ending.Looping);
        }

        texts.Push(text);
        if (text.Span is [(byte)'/', ..])
        {
            if (outside is null)
            {
                return new(Ending.Outside) { OutsidePath = BytePath.From(text.Span) };
            }

            GoToOutside(BytePath.FromText("/"));
        }

        return null;
    }

    private void GoToOutside(BytePath path)
    {
        directory = path.Equals(outside!.Root) ? top : outside.TreeAt(path);
        outsideDirectory = path;
    }

    // Whether nothing follows, not even the slash that would ask for a directory.
    private bool AtEnd()
    {
        foreach (var text in texts)
        {
            if (!text.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }
}
