using System.Globalization;
using System.Text;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Tests.Trees;

/// <summary>One line of a <see cref="TreeText"/>: a path and what stands there; the text of a link or a file.</summary>
internal sealed record TreeLine(string Path, FileKind Kind, string Text = "")
{
    public override string ToString() =>
        Kind switch
        {
            FileKind.Directory => $"{Path}/",
            FileKind.Link => $"{Path} -> {Text}",
            FileKind.Special => $"{Path} | fifo",
            _ => Text.Length == 0 ? Path : $"{Path} = {Text}",
        };
}

/// <summary>
/// A tree written down, a line an entry: <c>a/b/</c> a directory, <c>a/f = text</c> a file, <c>a/f</c> an empty one, <c>a/l -> ../x</c> a
/// link, <c>a/p | fifo</c> a FIFO. Directories on the way need no line. A line that stands where another has put something else
/// (random trees have such) is passed over.
/// </summary>
internal sealed class TreeText
{
    private readonly SortedDictionary<string, TreeLine> entries = new(StringComparer.Ordinal);

    public TreeText(IEnumerable<TreeLine> lines)
    {
        foreach (var line in lines)
        {
            Add(line);
        }
    }

    /// <summary>All entries, each directory before what it holds.</summary>
    public IEnumerable<TreeLine> Entries => entries.Values;

    public static TreeText Parse(string text) =>
        new(text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ParseLine));

    /// <summary>What lies below a directory.</summary>
    public TreeText Below(string directory) =>
        new(
            entries
                .Values.Where(line => line.Path.StartsWith($"{directory}/", StringComparison.Ordinal))
                .Select(line => line with { Path = line.Path[(directory.Length + 1)..] })
        );

    /// <summary>The tree in memory, complete.</summary>
    public DirectoryNode InMemory(ExternalTree? external = null)
    {
        var inode = 1ul;
        var top = DirectoryNode.Top(Status(FileKind.Directory, 0, inode), external: external);
        var held = entries.Values.ToLookup(line => ParentOf(line.Path), StringComparer.Ordinal);
        var builder = new ListingBuilder();
        var work = new Stack<(DirectoryNode Node, string Path)>();
        work.Push((top, ""));
        while (work.TryPop(out var item))
        {
            foreach (var line in held[item.Path])
            {
                var name = Encoding.UTF8.GetBytes(line.Path[(line.Path.LastIndexOf('/') + 1)..]);
                var text = Encoding.UTF8.GetBytes(line.Text);
                builder.Add(Status(line.Kind, text.Length, ++inode), name, line.Kind == FileKind.Link ? text : default);
            }

            item.Node.Fill(builder.Build());
            for (var i = 0; i < item.Node.Listing!.Count; i++)
            {
                if (item.Node.Listing[i].Kind == FileKind.Directory)
                {
                    var child = item.Node.Child(i);
                    work.Push((child, child.Path.ToString()));
                }
            }
        }

        return top;
    }

    /// <summary>Makes the tree in an existing directory of the disk; <c>{root}</c> in link texts stands for <paramref name="root"/>.</summary>
    public void MakeIn(string directory, string? root = null)
    {
        foreach (var line in entries.Values)
        {
            var path = $"{directory}/{line.Path}";
            switch (line.Kind)
            {
                case FileKind.Directory:
                    Kernel.MakeDirectory(path);
                    break;
                case FileKind.Link:
                    Kernel.MakeLink(line.Text.Replace("{root}", root, StringComparison.Ordinal), path);
                    break;
                case FileKind.Special:
                    Kernel.MakeFifo(path);
                    break;
                default:
                    File.WriteAllText(path, line.Text);
                    break;
            }
        }
    }

    /// <summary>The lines of a tree in memory, to compare with: all but directories that hold something; contents of files are not in it.</summary>
    public static string Of(DirectoryNode top)
    {
        var lines = new List<TreeLine>();
        foreach (var directory in TreeWalk.Directories(top))
        {
            var listing = directory.Listing!;
            for (var i = 0; i < listing.Count; i++)
            {
                lines.Add(new(directory.PathOf(i).ToString(), listing[i].Kind, Encoding.UTF8.GetString(listing.LinkText(i))));
            }
        }

        return new TreeText(lines).Leaves();
    }

    /// <summary>This tree in the form of <see cref="Of"/>.</summary>
    public string Leaves() =>
        string.Join(
            '\n',
            entries
                .Values.Where(line => line.Kind != FileKind.Directory || !Holds(line.Path))
                .Select(line => line.Kind == FileKind.File ? line with { Text = "" } : line)
        );

    public override string ToString() => "\n" + string.Join('\n', entries.Values) + "\n";

    private void Add(TreeLine line)
    {
        for (var parent = ParentOf(line.Path); parent.Length > 0; parent = ParentOf(parent))
        {
            if (entries.TryGetValue(parent, out var there))
            {
                if (there.Kind != FileKind.Directory)
                {
                    return;
                }

                break;
            }
        }

        for (var parent = ParentOf(line.Path); parent.Length > 0; parent = ParentOf(parent))
        {
            entries.TryAdd(parent, new(parent, FileKind.Directory));
        }

        entries.TryAdd(line.Path, line);
    }

    private bool Holds(string directory) => entries.Keys.Any(path => path.StartsWith(directory + "/", StringComparison.Ordinal));

    private static TreeLine ParseLine(string line)
    {
        if (line.Split(" -> ", 2) is [var link, var target])
        {
            return new(link, FileKind.Link, target);
        }

        if (line.Split(" = ", 2) is [var file, var text])
        {
            return new(file, FileKind.File, text);
        }

        return line.EndsWith('/') ? new(line[..^1], FileKind.Directory)
            : line.EndsWith(" | fifo", StringComparison.Ordinal) ? new(line[..^7], FileKind.Special)
            : new(line, FileKind.File);
    }

    private static string ParentOf(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    private static FileStatus Status(FileKind kind, long size, ulong inode) =>
        new()
        {
            Device = 1,
            Inode = inode,
            Kind = kind,
            Size = kind == FileKind.Directory ? 0 : size,
            LinkCount = 1,
            Mode = Convert.ToUInt16(kind == FileKind.Directory ? "755" : "644", 8),
        };

    /// <summary>The directory at a path of a tree in memory.</summary>
    public static DirectoryNode Find(DirectoryNode top, string path)
    {
        var node = top;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var index = node.Listing!.Find(BytePath.FromText(name).Span);
            node =
                index >= 0 && node.Listing[index].Kind == FileKind.Directory
                    ? node.Child(index)
                    : throw new ArgumentException(
                        string.Create(CultureInfo.InvariantCulture, $"no directory {path}"),
                        nameof(path)
                    );
        }

        return node;
    }
}
