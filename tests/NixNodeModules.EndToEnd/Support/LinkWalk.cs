namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// The way that a link takes, a component at a time with lstat and readlink. The kernel says only where a way ends; this says what it
/// passes, and checks its end against the kernel's.
/// </summary>
internal sealed class LinkWalk
{
    private readonly string top;

    private LinkWalk(string top) => this.top = top;

    /// <summary>
    /// The links and directories of the tree that the link's own text passes, relative to its top; what those links pass is theirs.
    /// </summary>
    public List<string> Crossed { get; } = [];

    /// <summary>The target relative to the top; null where it is outside, or nowhere.</summary>
    public string? Target { get; private set; }

    /// <summary>Whether the link's own text begins with a slash or climbs out of the tree, even if it comes back.</summary>
    public bool LeavesTree { get; private set; }

    /// <summary>Follows a link of a tree whose top has a physical path.</summary>
    public static LinkWalk Of(TreeSnapshot tree, string link)
    {
        var walk = new LinkWalk(tree.Top);
        if (Kernel.Resolve(tree.PathOf(link)) is { } physical)
        {
            var directory = tree.PathOf(link);
            var end = walk.Follow(directory[..directory.LastIndexOf('/')], tree.Nodes[link].Content, isOwnText: true);
            walk.Target = walk.Relative(end);
            if (end != physical)
            {
                throw new InvalidOperationException($"{link} leads to {physical}, the walk ended at {end}");
            }
        }

        return walk;
    }

    private string Follow(string directory, string text, bool isOwnText)
    {
        var at = text.StartsWith('/') ? "" : directory;
        LeavesTree |= isOwnText && text.StartsWith('/');
        foreach (var name in text.Split('/').Where(name => name is not ("" or ".")))
        {
            if (name == "..")
            {
                at = at[..Math.Max(at.LastIndexOf('/'), 0)];
            }
            else
            {
                var next = $"{at}/{name}";
                var isLink = Kernel.Look(next) is { } status && Kernel.TypeOf(status) == Mono.Unix.Native.FilePermissions.S_IFLNK;
                if (isOwnText && Relative(next) is { Length: > 0 } crossed && (isLink || Kernel.IsDirectory(next)))
                {
                    Crossed.Add(crossed);
                }

                at = isLink ? Follow(at, Kernel.ReadLink(next), isOwnText: false) : next;
            }

            LeavesTree |= isOwnText && Relative(at) is null;
        }

        return at.Length == 0 ? "/" : at;
    }

    private string? Relative(string physical) =>
        physical == top ? ""
        : physical.StartsWith(top + "/", StringComparison.Ordinal) ? physical[(top.Length + 1)..]
        : null;
}
