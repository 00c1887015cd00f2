using NixNodeModules.Posix;
using NixNodeModules.Tests.Trees;

namespace NixNodeModules.Tests.Installs;

/// <summary>Node's way from a directory to what is required there (https://nodejs.org/api/modules.html#all-together), written for texts.</summary>
internal sealed class NodeLookup(IEnumerable<TreeLine> lines)
{
    private readonly Dictionary<string, TreeLine> entries = lines.ToDictionary(line => line.Path);

    /// <summary>The physical directory that is found; null where none is.</summary>
    public string? Find(string from, string name)
    {
        for (var directory = from; ; directory = Parent(directory))
        {
            if (!$"/{directory}".EndsWith("/node_modules", StringComparison.Ordinal) && InTree(directory, name) is { } found)
            {
                return found;
            }

            if (directory.Length == 0)
            {
                return null;
            }
        }
    }

    /// <summary>What a name leads to in the node_modules of one directory.</summary>
    public string? InTree(string directory, string name) =>
        Real($"{directory}/node_modules/{name}") is { } place && (place.Length == 0 || entries[place].Kind == FileKind.Directory)
            ? place
            : null;

    /// <summary>The physical path that a path leads to; null where that is nowhere.</summary>
    public string? Real(string path)
    {
        var place = "";
        var rest = new Stack<string>(path.Split('/').Reverse());
        for (var steps = 0; rest.TryPop(out var name); steps++)
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                if (place.Length == 0)
                {
                    return null;
                }

                place = Parent(place);
                continue;
            }

            var next = place.Length == 0 ? name : $"{place}/{name}";
            if (steps > 1000 || !entries.TryGetValue(next, out var entry))
            {
                return null;
            }

            if (entry.Kind == FileKind.Link)
            {
                foreach (var part in entry.Text.Split('/').Reverse())
                {
                    rest.Push(part);
                }
            }
            else
            {
                place = next;
            }
        }

        return place;
    }

    public bool Has(string path) => entries.ContainsKey(path);

    public static string Parent(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];
}
