using System.Globalization;
using System.Security.Cryptography;
using Mono.Unix.Native;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>What stands at one path of a tree.</summary>
/// <param name="Type">Regular file, directory, link and so on.</param>
/// <param name="Mode">The permission bits with set-id and sticky bits.</param>
/// <param name="Modified">The modification time: seconds and nanoseconds.</param>
/// <param name="Content">A file's SHA-256, a link's text; empty for all else.</param>
/// <param name="Identity">Device and inode.</param>
internal sealed record Node(
    FilePermissions Type,
    FilePermissions Mode,
    (long Seconds, long Nanoseconds) Modified,
    string Content,
    (ulong Device, ulong Inode) Identity
)
{
    public bool IsDirectory => Type == FilePermissions.S_IFDIR;
    public bool IsFile => Type == FilePermissions.S_IFREG;
    public bool IsLink => Type == FilePermissions.S_IFLNK;

    /// <summary>All that a copy has to keep, for a message and to compare by.</summary>
    public string Described =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Type} mode {NativeConvert.ToOctalPermissionString(Mode)} mtime {Modified.Seconds}.{Modified.Nanoseconds:D9} {Content}"
        );
}

/// <summary>A whole tree as it was at one moment: every path relative to its top (which is the empty path), in order of names.</summary>
internal sealed class TreeSnapshot
{
    private TreeSnapshot(string top) => Top = top;

    /// <summary>The top's physical path.</summary>
    public string Top { get; }

    /// <summary>What stands where.</summary>
    public SortedDictionary<string, Node> Nodes { get; } = new(StringComparer.Ordinal);

    /// <summary>The paths of all links.</summary>
    public IEnumerable<string> Links => Nodes.Where(pair => pair.Value.IsLink).Select(pair => pair.Key);

    /// <summary>Reads a tree; no link is followed, not even at the top.</summary>
    public static TreeSnapshot Of(string top)
    {
        var snapshot = new TreeSnapshot(Kernel.Resolve(top) ?? throw new IOException($"{top} is not there"));
        snapshot.Add("");
        return snapshot;
    }

    /// <summary>The absolute path of a path of the tree.</summary>
    public string PathOf(string relative) => relative.Length == 0 ? Top : $"{Top}/{relative}";

    /// <summary>Where two trees differ in anything that a copy keeps: names, types, modes, times, bytes, link texts.</summary>
    public IReadOnlyList<string> DifferencesTo(TreeSnapshot other, bool withTopTime = true, bool withIdentity = false)
    {
        var differences = new List<string>();
        foreach (var path in Nodes.Keys.Union(other.Nodes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (mine, theirs) = (Nodes.GetValueOrDefault(path), other.Nodes.GetValueOrDefault(path));
            if (path.Length == 0 && !withTopTime)
            {
                (mine, theirs) = (mine! with { Modified = default }, theirs! with { Modified = default });
            }

            if (mine?.Described != theirs?.Described || (withIdentity && mine?.Identity != theirs?.Identity))
            {
                differences.Add($"'{path}': {mine?.Described ?? "nothing"} | {theirs?.Described ?? "nothing"}");
            }
        }

        return differences;
    }

    /// <summary>Whether a file is a shell shim with absolute paths in it, as pnpm up to 11 writes them.</summary>
    public bool IsShimWithPlaces(string path) =>
        path.Contains(".bin/", StringComparison.Ordinal)
        && Nodes.GetValueOrDefault(path) is { IsFile: true }
        && File.ReadAllText(PathOf(path)).Contains("NODE_PATH=\"/", StringComparison.Ordinal);

    private void Add(string path)
    {
        var absolute = PathOf(path);
        var status = Kernel.Look(absolute) ?? throw new IOException($"{absolute} has gone");
        var type = Kernel.TypeOf(status);
        Nodes[path] = new(
            type,
            status.st_mode & ~FilePermissions.S_IFMT,
            (status.st_mtime, status.st_mtime_nsec),
            type switch
            {
                FilePermissions.S_IFREG => Hash(absolute),
                FilePermissions.S_IFLNK => Kernel.ReadLink(absolute),
                _ => "",
            },
            (status.st_dev, status.st_ino)
        );
        if (type == FilePermissions.S_IFDIR)
        {
            foreach (var name in Kernel.List(absolute))
            {
                Add(path.Length == 0 ? name : $"{path}/{name}");
            }
        }
    }

    private static string Hash(string path)
    {
        using var file = Kernel.OpenFile(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
