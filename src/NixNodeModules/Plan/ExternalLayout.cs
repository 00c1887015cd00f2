using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>
/// Finds the places for what was outside the workspace root: below <c>node_modules/.external</c>, by what it is. Where two have the same
/// name the later one, in the order in which links lead there, gets a number: neither has to do with where they were.
/// </summary>
internal static class ExternalLayout
{
    private const int LongestName = 200;
    private const string Plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@.-_+~";

    private static readonly BytePath DirectoryName = BytePath.FromText(".external");

    /// <summary>A layout with these places besides. Throws a refusal (exit code 3) where the root module tree cannot take them in.</summary>
    public static Layout Add(Layout layout, DirectoryNode top, Reach reach, ExternalTrees trees, IKnowledge knowledge)
    {
        var pieces = reach
            .Selection.Shells.Where(directory => directory.External is not null)
            .OrderBy(directory => directory.External!.Ordinal)
            .Select(trees.Of)
            .ToList();
        if (pieces.Count == 0)
        {
            return layout;
        }

        var tree = ModuleTree.Of(top) is { IsDirectory: true } found
            ? found.Directory
            : throw Refused("the root's node_modules is a link itself, so that nothing can be put into it");
        if (tree.Listing!.Find(DirectoryName.Span) >= 0)
        {
            throw Refused("its node_modules has a .external already, which that was to take");
        }

        var holder = DirectoryNode.Top(tree.Status);
        holder.Fill(new([], []));
        var mounts = layout.Mounts.ToList();
        mounts.Add(new(tree, DirectoryName, holder, reach.Selection));
        var taken = new HashSet<BytePath>();
        foreach (var piece in pieces)
        {
            var name = NameOf(piece, reach.Selection, knowledge);
            mounts.Add(new(holder, Free(name, taken), piece.Top, reach.Selection));
        }

        return layout with
        {
            Mounts = mounts,
        };
    }

    // An underscore is in no version (https://semver.org), so that this is the name of nothing else.
    private static BytePath Free(BytePath name, HashSet<BytePath> taken)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = BytePath.From([.. name.Span, .. BytePath.FromText($"_{number}").Span]);
        }

        return free;
    }

    private static BytePath NameOf(ExternalPiece piece, Selection selection, IKnowledge knowledge)
    {
        if (piece.Package is { } package && NameOf(ManifestOf(package, knowledge)) is { } name)
        {
            return name;
        }

        var part = piece.Package ?? piece.Top;
        if (piece.Whole is not null || selection.Covers(part))
        {
            return BaseName(part);
        }

        // Single files of a directory: by the first of them.
        BytePath? first = null;
        foreach (var entry in selection.Entries)
        {
            if (entry.Directory.Tree == piece.Top && (first is null || entry.Path.CompareTo(first) < 0))
            {
                first = entry.Path;
            }
        }

        return first is null ? BaseName(part) : BytePath.From(first.Name);
    }

    private static BytePath BaseName(DirectoryNode directory) => BytePath.From(new Place(directory).Path.Name);

    // As pnpm and Bun write a scope into one component of a path.
    private static BytePath? NameOf(PackageManifest manifest)
    {
        if (manifest is not { Name: { Length: > 0 } name } || name[0] == '.')
        {
            return null;
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var isName = slash < 0 || (name[0] == '@' && slash == name.LastIndexOf('/'));
        var written = $"{name.Replace('/', '+')}{(manifest.Version is { Length: > 0 } version ? $"@{version}" : "")}";
        return isName && written.Length <= LongestName && written.AsSpan().IndexOfAnyExcept(Plain) < 0
            ? BytePath.FromText(written)
            : null;
    }

    private static PackageManifest ManifestOf(DirectoryNode package, IKnowledge knowledge)
    {
        var listing = knowledge.Read(package).Listing!;
        var index = listing.Find(PackageGraph.ManifestName);
        return
            index >= 0
            && listing[index].Kind == FileKind.File
            && knowledge.Contents(new(package, index), PackageManifest.SizeLimit) is { } contents
            ? PackageManifest.ParseInstalled(contents, new Place(package, index).Path)
            : PackageManifest.Empty;
    }

    private static Failure Refused(string why) =>
        new(
            ExitCode.Refused,
            $"cannot vendor what lies outside the workspace: {why}",
            "Install again, or use --external keep or refuse."
        );
}
