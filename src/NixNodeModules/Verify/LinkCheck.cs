using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Verify;

/// <summary>
/// Checks the links of a tree whose making is not known: more than nixpkgs' noBrokenSymlinks, which passes over links that leave the
/// store and knows no circles, and as the kernel follows links, where that takes <c>..</c> out of their texts.
/// </summary>
/// <param name="top">The tree, completely read.</param>
/// <param name="outside">What is known of the world around it.</param>
/// <param name="lookUp">Adds to that what stands at a path.</param>
/// <param name="allowed">Absolute paths below which links may lead although that is outside, such as Nix's store.</param>
internal sealed class LinkCheck(
    DirectoryNode top,
    Outside outside,
    Action<Outside, BytePath> lookUp,
    IReadOnlyList<BytePath> allowed
)
{
    private readonly Resolver resolver = new(top, outside);
    private readonly List<Place> crossed = [];

    /// <summary>What is wrong with the links, in bytewise order of paths; at most one finding a link.</summary>
    public IEnumerable<Finding> Findings()
    {
        foreach (var directory in TreeWalk.Directories(top))
        {
            var listing = directory.Listing!;
            for (var i = 0; listing.LinkCount > 0 && i < listing.Count; i++)
            {
                if (listing[i].Kind == FileKind.Link && Check(directory, i) is { } finding)
                {
                    yield return finding;
                }
            }
        }
    }

    private Finding? Check(DirectoryNode directory, int index)
    {
        var resolution = Follow(directory, index);
        var (kind, reason) = Judge(directory, index, resolution);
        if (kind is not { } found)
        {
            return null;
        }

        var path = directory.PathOf(index);
        var text = BytePath.From(directory.Listing!.LinkText(index));
        return new(found, path, text, reason) { Advice = LinkAdvice.Of(found, path, text, resolution) };
    }

    private (FindingKind? Kind, string Reason) Judge(DirectoryNode directory, int index, in Resolution resolution)
    {
        var isAbsolute = directory.Listing!.LinkText(index) is [(byte)'/', ..];
        switch (resolution.Ending)
        {
            case Ending.Looping:
                return crossed is [.., var last] && last == new Place(directory, index)
                    ? (FindingKind.Reflexive, "it leads to itself")
                    : (FindingKind.Looping, "it leads in a circle, or over more than 40 links");
            case Ending.Dangling:
                return (
                    FindingKind.Dangling,
                    resolution.LeavesTree
                        ? "nothing is where it leads, and that is outside the tree"
                        : "nothing is where it leads"
                );
            case Ending.Outside when !IsAllowed(resolution.OutsidePath!):
                return isAbsolute
                    ? (FindingKind.Absolute, "its text is absolute, and it leads outside the tree")
                    : (FindingKind.Escaping, "it leads outside the tree");
            case Ending.Inside when resolution.LeavesTree && !IsAllowed(outside.Root):
                return isAbsolute
                    ? (FindingKind.Absolute, "its text is absolute")
                    : (FindingKind.Escaping, "it leads out of the tree and back in");
            case Ending.Inside when Skeleton.IsPackageLink(directory, index) && Skeleton.IsOne(resolution.Target):
                return (FindingKind.Skeleton, "the package that it leads to has no package.json and no files");
            default:
                return default;
        }
    }

    private Resolution Follow(DirectoryNode directory, int index)
    {
        while (true)
        {
            crossed.Clear();
            var resolution = resolver.Follow(directory, index, crossed);
            if (resolution.Ending != Ending.Unknown)
            {
                return resolution;
            }

            lookUp(outside, resolution.Need.OutsidePath!);
        }
    }

    private bool IsAllowed(BytePath path)
    {
        foreach (var prefix in allowed)
        {
            if (prefix.Contains(path))
            {
                return true;
            }
        }

        return false;
    }
}
