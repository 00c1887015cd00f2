using System.Text;
using DotNet.Globbing;
using NixNodeModules.Paths;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Inspect;

/// <summary>Finds the packages that a person names.</summary>
internal static class PackageQuery
{
    private static readonly GlobOptions Options = new() { Evaluation = { CaseInsensitive = false } };

    /// <summary>
    /// The packages that have a name or are required by it, a glob of names, <c>name@version</c>, or a path in the workspace (relative to
    /// the root, or absolute) of a package or of something in one; sorted by path.
    /// </summary>
    public static IReadOnlyList<InstalledPackage> Find(
        Inventory inventory,
        DirectoryNode top,
        BytePath root,
        Follower follower,
        string query
    )
    {
        var found = ByName(inventory, query);
        if (found.Count == 0 && ByPath(inventory, top, root, follower, query) is { } one)
        {
            found.Add(one);
        }

        return found;
    }

    /// <summary>For <c>name@version</c>: the versions that there are of the packages of that name, each once.</summary>
    public static IReadOnlyList<string> Versions(Inventory inventory, string query) =>
        query.LastIndexOf('@') is var at and > 0
            ?
            [
                .. ByName(inventory, query[..at])
                    .Select(package => package.Package.Manifest.Version)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>The names of a package: what it calls itself, and by what others require it (for an alias another one).</summary>
    public static IEnumerable<string> NamesOf(InstalledPackage package)
    {
        if (package.Package.Manifest.Name is { } name)
        {
            yield return name;
        }

        foreach (var dependence in package.NeededBy)
        {
            yield return Encoding.UTF8.GetString(dependence.Edge.Dependency.Name.Span);
        }
    }

    private static List<InstalledPackage> ByName(Inventory inventory, string query)
    {
        var at = query.LastIndexOf('@');
        var (name, version) = at > 0 ? (query[..at], query[(at + 1)..]) : (query, null);
        var glob = name.AsSpan().IndexOfAny("*?[{") >= 0 ? Glob.Parse(name, Options) : null;
        var found = new List<InstalledPackage>();
        foreach (var package in inventory.Packages)
        {
            if (version is not null && package.Package.Manifest.Version != version)
            {
                continue;
            }

            foreach (var one in NamesOf(package))
            {
                if (glob?.IsMatch(one) ?? one == name)
                {
                    found.Add(package);
                    break;
                }
            }
        }

        return found;
    }

    private static InstalledPackage? ByPath(
        Inventory inventory,
        DirectoryNode top,
        BytePath root,
        Follower follower,
        string query
    )
    {
        var path = BytePath.FromText(query);
        if (path.IsAbsolute)
        {
            if (!root.Contains(path))
            {
                return null;
            }

            path = BytePath.From(path.Span[root.Span.Length..].TrimStart((byte)'/'));
        }

        var resolution = follower.Follow(top, path, []);
        return resolution.Ending != Ending.Inside
            ? null
            : inventory.Around(resolution.Target.Directory)
                ?? (resolution.Target.IsDirectory ? inventory.InEntry(resolution.Target.Directory) : null);
    }
}
