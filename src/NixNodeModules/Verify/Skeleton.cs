using NixNodeModules.Dependencies;
using NixNodeModules.Plan;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Verify;

/// <summary>
/// Skeletons in a tree whose source is not known: what stays of a package when only its node_modules, or its place, was copied. Every
/// check for existence passes them, and Node fails.
/// </summary>
internal static class Skeleton
{
    /// <summary>
    /// Whether a link stands where Node looks for a package: directly in a node_modules or in a scope of one. Scopes themselves, and
    /// names with a dot in front (<c>.bin</c>, <c>.pnpm</c>), are no packages.
    /// </summary>
    public static bool IsPackageLink(DirectoryNode directory, int index)
    {
        var name = directory.Listing!.Name(index);
        if (name[0] == (byte)'.')
        {
            return false;
        }

        var isScoped = directory.Name is [(byte)'@', ..];
        var modules = isScoped ? directory.Parent : directory;
        return modules is not null && modules.Name.SequenceEqual(ModuleTree.Name) && (isScoped || name[0] != (byte)'@');
    }

    /// <summary>
    /// Whether a target of such a link is a skeleton: a directory without files or links of its own that has a node_modules or nothing.
    /// A directory with a file in it may be a package without a manifest, and one with only a <c>dist</c> is loaded by paths into it.
    /// </summary>
    public static bool IsOne(Place target)
    {
        if (!target.IsDirectory)
        {
            return false;
        }

        var listing = target.Directory.Listing!;
        var modules = listing.Find(ModuleTree.Name);
        if (listing.Find(PackageGraph.ManifestName) >= 0 || (modules < 0 && listing.Count > 0))
        {
            return false;
        }

        for (var i = 0; i < listing.Count; i++)
        {
            // A project's node_modules may itself be a link.
            if (listing[i].Kind != Posix.FileKind.Directory && i != modules)
            {
                return false;
            }
        }

        return true;
    }
}
