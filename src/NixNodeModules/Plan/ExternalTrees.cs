using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>
/// Decides what is copied for links that lead outside the workspace root: an entry of an isolated store (a package, and links to what it
/// depends on, alone in a node_modules) as a whole, else the package around, else the directory or file itself.
/// </summary>
internal sealed class ExternalTrees(Outside outside, IKnowledge knowledge)
{
    private readonly Dictionary<DirectoryNode, ExternalPiece> pieces = [];
    private readonly Dictionary<BytePath, DirectoryNode> opened = [];
    private readonly Dictionary<BytePath, string> refusals = [];

    /// <summary>
    /// Whether one of the trees has turned out to lie in one that came later. What was followed into it then led to a place that is no
    /// longer its own, and all has to be followed anew.
    /// </summary>
    public bool HasMoved { get; private set; }

    /// <summary>Begins anew, with the trees that are known.</summary>
    public void Begin() => HasMoved = false;

    /// <summary>Takes in what stands at an absolute physical path outside the root; false where that is refused, with <see cref="WhyNot"/>.</summary>
    public bool Admit(BytePath path)
    {
        if (refusals.ContainsKey(path) || outside.TreeAround(path) is not null)
        {
            // In a tree, yet not found there: by way of one that has moved.
            return false;
        }

        if (path.Contains(outside.Root))
        {
            refusals.Add(path, "it leads to a directory that the workspace itself lies in");
            return false;
        }

        var kind = KindOf(path);
        if (kind is not (OutsideKind.Directory or OutsideKind.File))
        {
            refusals.Add(path, "it leads outside the workspace root to what cannot be looked at");
            return false;
        }

        var directory = kind == OutsideKind.Directory ? path : path.Parent;
        if (Refusal(directory, isWhole: kind == OutsideKind.Directory) is { } reason)
        {
            refusals.Add(path, reason);
            return false;
        }

        var piece = EntryAround(directory) ?? PackageAround(directory) ?? Plain(directory, kind);
        pieces.Add(piece.Top, piece);
        HasMoved |= outside.TakeIn(piece.Top);
        return true;
    }

    /// <summary>The piece that a tree was taken in as.</summary>
    public ExternalPiece Of(DirectoryNode tree) => pieces[tree];

    /// <summary>Why a path was refused.</summary>
    public string WhyNot(BytePath path) => refusals.GetValueOrDefault(path, "it leads outside the workspace root");

    /// <summary>Whether a path is one of pnpm's global virtual store: <c>links/SCOPE/NAME/VERSION/HASH/node_modules</c>.</summary>
    public static bool IsGlobalVirtualStore(BytePath path) => !StoreOf(path).Equals(path);

    /// <summary>The directory of pnpm's global virtual store that a path lies in; the path itself where that is elsewhere.</summary>
    public static BytePath StoreOf(BytePath path)
    {
        const int Between = 5;
        var names = path.ToString().Split('/');
        for (var i = 1; i + Between < names.Length; i++)
        {
            if (names[i] == "links" && names[i + 1] is ['@', ..] && names[i + Between] == "node_modules")
            {
                return BytePath.FromText(string.Join('/', names.Take(i + 1)));
            }
        }

        return path;
    }

    // The innermost node_modules that is an entry's own counts: one of a package in there is part of the entry.
    private ExternalPiece? EntryAround(BytePath directory)
    {
        for (var at = directory; at.Span.Length > 1; at = at.Parent)
        {
            if (!at.Name.SequenceEqual(ModuleTree.Name) || !IsFree(at.Parent) || HasManifest(at.Parent))
            {
                continue;
            }

            var top = Open(at.Parent);
            if (ModuleTree.Of(top) is { IsDirectory: true } tree && OnlyPackageIn(tree.Directory) is { } package)
            {
                return new(top, tree.Directory, package);
            }
        }

        return null;
    }

    private DirectoryNode? OnlyPackageIn(DirectoryNode tree) =>
        ModuleTree
            .DirectoriesIn(tree, knowledge)
            .Where(directory => directory.Parent != tree || directory.Name is not [(byte)'.', ..])
            .Take(2)
            .ToList()
            is [var package]
            ? package
            : null;

    private ExternalPiece? PackageAround(BytePath directory)
    {
        for (var at = directory; IsFree(at) && !at.Name.SequenceEqual(ModuleTree.Name); at = at.Parent)
        {
            if (HasManifest(at))
            {
                var top = Open(at);
                return new(top, top, top);
            }
        }

        return null;
    }

    private ExternalPiece Plain(BytePath directory, OutsideKind kind)
    {
        var top = Open(directory);
        return new(top, kind == OutsideKind.Directory ? top : null, null);
    }

    private string? Refusal(BytePath directory, bool isWhole) =>
        !IsFree(directory) ? "it leads to the home directory, or to one that this lies in"
        : HasManifest(directory) ? null
        : directory.Parent.Span.Length <= 1 ? "it leads to a directory of the system that is no package, or into one"
        : isWhole && HasVersionControl(directory) ? "it leads to a repository that is no package"
        : null;

    private bool IsFree(BytePath directory) =>
        directory.Span.Length > 1
        && !directory.Contains(outside.Root)
        && (outside.Home is null || !directory.Contains(outside.Home));

    // What is copied, and under which name, depends on the answer.
    private bool HasManifest(BytePath directory)
    {
        var path = directory.Join(PackageGraph.ManifestName);
        return KindOf(path) switch
        {
            OutsideKind.Closed => throw new Failure(
                ExitCode.Refused,
                $"cannot tell whether {directory.Display} is a package: this user may not look at {path.Display}",
                "Run as a user that may, or use --external keep or refuse."
            ),
            var kind => kind is OutsideKind.File or OutsideKind.Link,
        };
    }

    private bool HasVersionControl(BytePath directory) => KindOf(directory.Join(".git"u8)) != OutsideKind.Missing;

    private OutsideKind KindOf(BytePath path)
    {
        if (!outside.TryGet(path, out var kind, out _))
        {
            knowledge.Provide(new(null, path));
            _ = outside.TryGet(path, out kind, out _);
        }

        return kind;
    }

    private DirectoryNode Open(BytePath path)
    {
        if (!opened.TryGetValue(path, out var top))
        {
            top = knowledge.Open(new(path, opened.Count));
            opened.Add(path, top);
        }

        return knowledge.Read(top);
    }
}
