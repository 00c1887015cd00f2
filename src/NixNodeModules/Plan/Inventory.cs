using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>A package of an export that was pruned.</summary>
/// <param name="Reached">The package and how dependencies lead to it.</param>
/// <param name="Path">Where it stands in the output.</param>
internal sealed record KeptPackage(ReachedPackage Reached, BytePath Path)
{
    /// <summary>How many files it has there; those of packages inside it are theirs.</summary>
    public long Files { get; set; }

    /// <summary>What they hold.</summary>
    public long Bytes { get; set; }

    /// <summary>Name and version, as people write them.</summary>
    public string Identity => Reached.Package.Identity;
}

/// <summary>Takes stock of an output: which packages it holds, and how much each of them is.</summary>
internal static class Inventory
{
    /// <summary>The packages whose files are in an output, sorted by name, version and path.</summary>
    public static IReadOnlyList<KeptPackage> Of(DirectoryNode output, Pruning pruning)
    {
        var reached = new Dictionary<DirectoryNode, ReachedPackage>();
        foreach (var one in pruning.Reached)
        {
            reached.Add(one.Package.Directory, one);
        }

        var kept = new List<KeptPackage>();
        foreach (var (directory, owner) in TreeWalk.WithValues<KeptPackage?>(output, null, OwnerOf))
        {
            if (owner is not null)
            {
                var own = Totals.Of(directory.Listing!);
                owner.Files += own.Files;
                owner.Bytes += own.Bytes;
            }
        }

        kept.Sort(ByIdentity);
        return kept;

        KeptPackage? OwnerOf(DirectoryNode directory, KeptPackage? around)
        {
            if (
                !reached.TryGetValue(directory.Source!, out var package)
                || directory.Listing!.Find(PackageGraph.ManifestName) < 0
            )
            {
                return around;
            }

            var owner = new KeptPackage(package, directory.Path);
            kept.Add(owner);
            return owner;
        }
    }

    private static int ByIdentity(KeptPackage left, KeptPackage right) =>
        string.CompareOrdinal(left.Identity, right.Identity) is var order and not 0 ? order : left.Path.CompareTo(right.Path);
}
