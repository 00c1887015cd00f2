using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Dependencies;

/// <summary>
/// The packages of an installed workspace and what each depends on, found as Node finds it: in the node_modules of the package's own
/// physical directory, then of each above (https://nodejs.org/api/modules.html#loading-from-node_modules-folders). Reads what it is asked for.
/// </summary>
internal sealed class PackageGraph(IReadOnlyList<Project> projects, Follower follower, IKnowledge knowledge)
{
    /// <summary>The file that makes a directory a package.</summary>
    public static ReadOnlySpan<byte> ManifestName => "package.json"u8;

    /// <summary>Whether a manifest that cannot be read counts as saying nothing.</summary>
    public bool IsLenient { get; init; }

    /// <summary>The manifests that could not be read, by the directories of their packages; of a graph that is lenient.</summary>
    public IReadOnlyDictionary<DirectoryNode, Failure> Unreadable => unreadable;

    private readonly Dictionary<DirectoryNode, Project> projectAt = projects.ToDictionary(project => project.Directory);
    private readonly Dictionary<DirectoryNode, Package> packages = [];
    private readonly Dictionary<DirectoryNode, Failure> unreadable = [];

    /// <summary>The package at a directory. Throws a refusal (exit code 3) for a manifest that is no JSON.</summary>
    public Package At(DirectoryNode directory)
    {
        if (!packages.TryGetValue(directory, out var package))
        {
            knowledge.Read(directory);
            package = projectAt.TryGetValue(directory, out var project)
                ? new(directory, project.Manifest, true, null)
                : new(directory, Manifest(directory), false, Beside(directory));
            packages.Add(directory, package);
        }

        return package;
    }

    /// <summary>Whether a directory is a package: it has a manifest.</summary>
    public bool IsPackage(DirectoryNode directory)
    {
        knowledge.Read(directory);
        return directory.Listing!.Find(ManifestName) >= 0;
    }

    /// <summary>What a package depends on, sorted by name, each found or not; only kinds that <paramref name="choice"/> counts.</summary>
    public IEnumerable<Edge> EdgesOf(Package package, DependencyChoice choice)
    {
        foreach (var dependency in DependenciesOf(package, choice))
        {
            if (!choice.Counts(dependency.Kind) || (dependency.Kind == DependencyKind.Development && !package.IsProject))
            {
                continue;
            }

            // The package manager has settled an optional peer: where it is not beside the package, what some other
            // package brought there by hoisting is not meant.
            var isBeside = package.Beside is not null && dependency.Kind == DependencyKind.OptionalPeer;
            yield return Find(package, dependency, isBeside ? package.Beside!.Parent : null);
        }
    }

    private IEnumerable<Dependency> DependenciesOf(Package package, DependencyChoice choice)
    {
        var declared = package.Manifest.Dependencies.All;
        if (package.Beside is null && choice.Keep.Count == 0)
        {
            return declared;
        }

        // What is beside a package of the store although it is only its authors' tool by its manifest, the manager was told to add.
        var more = declared.Where(dependency => dependency.Kind != DependencyKind.Development || package.IsProject).ToList();
        var names = more.Select(dependency => dependency.Name).ToHashSet();
        foreach (var name in package.Beside is { } beside ? NamesIn(beside) : [])
        {
            if (names.Add(name))
            {
                more.Add(new(name, DependencyKind.Linked));
            }
        }

        more.AddRange(choice.Keep.Select(name => new Dependency(name, DependencyKind.Kept)));
        return more.OrderBy(dependency => dependency.Name);
    }

    /// <summary>The names of the packages that a node_modules holds or links to: <c>name</c> and <c>@scope/name</c>.</summary>
    public IEnumerable<BytePath> NamesIn(DirectoryNode tree)
    {
        knowledge.Read(tree);
        var listing = tree.Listing!;
        for (var i = 0; i < listing.Count; i++)
        {
            var name = BytePath.From(listing.Name(i));
            if (listing[i].Kind == FileKind.Link)
            {
                yield return name;
            }
            else if (listing[i].Kind == FileKind.Directory && !name.Span.SequenceEqual(Bins.Name))
            {
                if (name.Span is not [(byte)'@', ..])
                {
                    yield return name;
                    continue;
                }

                var scope = tree.Child(i);
                knowledge.Read(scope);
                for (var j = 0; j < scope.Listing!.Count; j++)
                {
                    yield return name.Join(scope.Listing.Name(j));
                }
            }
        }
    }

    // Node's walk; with a last directory it ends there.
    private Edge Find(Package package, Dependency dependency, DirectoryNode? last)
    {
        for (var node = IsName(dependency) ? package.Directory : null; node is not null; node = node.Parent)
        {
            if (!node.Name.SequenceEqual(ModuleTree.Name) && HasModuleTree(node))
            {
                var crossed = new List<Place>();
                var path = BytePath.From(ModuleTree.Name).Join(dependency.Name.Span);
                var resolution = follower.Follow(node, path, crossed);
                if (resolution.Ending == Ending.Outside || resolution is { Ending: Ending.Inside, Target.IsDirectory: true })
                {
                    return new(dependency, node, resolution, crossed);
                }
            }

            if (node == last)
            {
                break;
            }
        }

        return new(dependency, null, new(Ending.Dangling), []);
    }

    private bool HasModuleTree(DirectoryNode directory)
    {
        knowledge.Read(directory);
        return directory.Listing!.Find(ModuleTree.Name) >= 0;
    }

    // One component, or a scope and one; what else a manifest may hold is no name of a package, and leads elsewhere. Names with a dot
    // in front are those of stores and state; no registry takes them, and only generated code has one (`.prisma`).
    private static bool IsName(Dependency dependency)
    {
        var rest = dependency.Name.Span;
        if (rest is [(byte)'@', ..] && rest.IndexOf((byte)'/') is var slash and > 1)
        {
            rest = rest[(slash + 1)..];
        }

        return rest is [var first, ..]
            && rest.IndexOf((byte)'/') < 0
            && !rest.SequenceEqual("."u8)
            && !rest.SequenceEqual(".."u8)
            && !rest.SequenceEqual(ModuleTree.Name)
            && (first != (byte)'.' || dependency.Kind is DependencyKind.Linked or DependencyKind.Kept);
    }

    private PackageManifest Manifest(DirectoryNode directory)
    {
        var index = directory.Listing!.Find(ManifestName);
        if (index < 0)
        {
            return PackageManifest.Empty;
        }

        var crossed = new List<Place>();
        var place =
            directory.Listing[index].Kind == FileKind.Link
                ? follower.Follow(directory, index, crossed) is { Ending: Ending.Inside } resolution
                    ? resolution.Target
                    : default
                : new Place(directory, index);
        var path = directory.PathOf(index);
        if (place == default)
        {
            // A link that leads nowhere or outside is told of as a link.
            return PackageManifest.Empty;
        }

        try
        {
            if (place.IsDirectory || place.Directory.Listing![place.Index].Kind != FileKind.File)
            {
                throw PackageManifest.Refusal(
                    path,
                    "it is not a file",
                    "Install again: what the package needs cannot be told without it."
                );
            }

            return PackageManifest.ParseInstalled(
                knowledge.Contents(place, PackageManifest.SizeLimit)
                    ?? throw PackageManifest.Refusal(
                        path,
                        $"it is larger than {PackageManifest.SizeLimit / 1024 / 1024} MiB",
                        "Check whether that is the file it should be."
                    ),
                path
            );
        }
        catch (Failure refused) when (IsLenient && refused.Code == ExitCode.Refused)
        {
            unreadable[directory] = refused;
            return PackageManifest.Empty;
        }
    }

    // An entry of an isolated store holds a node_modules and no manifest, and lies below a node_modules itself.
    private DirectoryNode? Beside(DirectoryNode directory)
    {
        var tree = directory.Parent;
        if (tree is { Name: [(byte)'@', ..] })
        {
            tree = tree.Parent;
        }

        return
            tree?.Parent is { } entry
            && tree.Name.SequenceEqual(ModuleTree.Name)
            && entry.Listing!.Find(ManifestName) < 0
            && (entry.External is not null || ModuleTree.Holds(new(entry)))
            ? tree
            : null;
    }
}
