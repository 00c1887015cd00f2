using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Verify;

/// <summary>Checks that a tree needs nothing but itself: the rules of nixpkgs' noBrokenSymlinks and more, on a tree in memory.</summary>
internal static class TreeCheck
{
    /// <summary>
    /// What is wrong with the links of a tree, in bytewise order of paths. A planned tree knows its source; only there can a package be
    /// told that had a manifest once.
    /// </summary>
    public static IEnumerable<Finding> Links(DirectoryNode top)
    {
        var resolver = new Resolver(top, outside: null);
        foreach (var directory in TreeWalk.Directories(top))
        {
            var listing = directory.Listing!;
            for (var i = 0; listing.LinkCount > 0 && i < listing.Count; i++)
            {
                if (listing[i].Kind == FileKind.Link && Check(resolver, directory, i) is { } finding)
                {
                    yield return finding;
                }
            }
        }
    }

    private static Finding? Check(Resolver resolver, DirectoryNode directory, int index)
    {
        var text = BytePath.From(directory.Listing!.LinkText(index));
        var resolution = resolver.Follow(directory, index);
        var (kind, reason) = resolution.Ending switch
        {
            _ when text.IsAbsolute => (FindingKind.Absolute, "its text is absolute"),
            Ending.Dangling => (FindingKind.Dangling, "nothing is where it leads"),
            Ending.Looping => (FindingKind.Looping, "it leads in a circle, or over more than 40 links"),
            Ending.Outside => (FindingKind.Escaping, "it leads outside the tree"),
            Ending.Inside when IsSkeleton(resolution.Target) => (
                FindingKind.Skeleton,
                "the package that it leads to has lost its package.json"
            ),
            _ => (default(FindingKind?), ""),
        };
        return kind is { } found ? new(found, directory.PathOf(index), text, reason) : null;
    }

    // A directory that was made only to hold something further down looks like a package to every existence check, and fails in Node.
    private static bool IsSkeleton(Place target) =>
        target.IsDirectory
        && target.Directory.Listing!.Find(PackageGraph.ManifestName) < 0
        && target.Directory.Source is { } source
        && HasManifest(source);

    // One that is a link to nowhere is none in the source either.
    private static bool HasManifest(DirectoryNode source)
    {
        if (source.Listing is not { } listing || listing.Find(PackageGraph.ManifestName) is not (>= 0 and var index))
        {
            return false;
        }

        return listing[index].Kind != FileKind.Link
            || new Resolver(source.Tree, outside: null).Follow(source, index).Ending is not (Ending.Dangling or Ending.Looping);
    }
}
