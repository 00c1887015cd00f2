using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>
/// Parts an output into layers. Each file and link goes to one layer, by where it lies and, for links and shims of module trees, by where
/// they lead; a directory goes to every layer that has something below it, so that layers can be laid over each other.
/// </summary>
internal sealed class Layering
{
    private readonly ExportPlan plan;
    private readonly IKnowledge knowledge;
    private readonly Resolver resolver;
    private readonly Dictionary<DirectoryNode, LayerKind> projects;
    private readonly Dictionary<BytePath, string?> versions = [];
    private readonly HashSet<DirectoryNode> copies = [];
    private readonly HashSet<Place> workspaceLinks;
    private readonly List<Place> crossed = [];

    // For each directory of the output: the layer of what lies in it, and, as bits, the layers that it goes to.
    private readonly Dictionary<DirectoryNode, LayerKind> places = [];
    private readonly Dictionary<DirectoryNode, int> layers = [];
    private readonly HashSet<Place> leading = [];

    // The projects that are in with their manifests, and not only with their module trees.
    private readonly HashSet<DirectoryNode> present = [];
    private readonly Dictionary<Place, byte[]> contents = [];
    private readonly ListingBuilder listing = new();

    private Layering(ExportPlan plan, IKnowledge knowledge)
    {
        this.plan = plan;
        this.knowledge = knowledge;
        resolver = new(plan.Output, outside: null);
        projects = plan.Projects.ToDictionary(
            project => project.Directory,
            project =>
                (plan.Focus.Count > 0 ? plan.Focus.Contains(project) : project.Path.IsEmpty) ? LayerKind.App : LayerKind.Workspace
        );
        workspaceLinks = plan.Reach.Links.Where(link => link.Kind == LinkKind.Workspace).Select(link => link.Place).ToHashSet();
        foreach (var manifest in plan.Projects.Select(project => project.Manifest))
        {
            if (manifest.Name is { } name)
            {
                versions[BytePath.FromText(name)] = manifest.Version;
            }
        }
    }

    /// <summary>The layers of a plan.</summary>
    /// <param name="plan">The plan; nothing of it is changed.</param>
    /// <param name="knowledge">Gives the contents of shims.</param>
    public static LayeredOutput Of(ExportPlan plan, IKnowledge knowledge)
    {
        var layering = new Layering(plan, knowledge);
        var directories = TreeWalk.Directories(plan.Output).ToList();
        foreach (var directory in directories)
        {
            layering.places.Add(directory, layering.PlaceOf(directory));
        }

        // What holds comes before what it holds: from the end, each directory is asked when all below it have been.
        for (var i = directories.Count - 1; i >= 0; i--)
        {
            layering.Assign(directories[i]);
        }

        return layering.Build();
    }

    private LayerKind PlaceOf(DirectoryNode directory)
    {
        if (projects.TryGetValue(directory.Source!, out var project))
        {
            return project;
        }

        if (directory.Source!.External is { IsInstalled: false })
        {
            return LayerKind.Workspace;
        }

        if (IsCopyOfProject(directory))
        {
            copies.Add(directory);
        }

        // The top is a project too. A node_modules deeper in a project is one of its own files, a test's for one.
        var around = places[directory.Parent!];
        return directory.Name.SequenceEqual(ModuleTree.Name) && HasModuleTree(directory.Parent!) ? LayerKind.ThirdParty
            : around == LayerKind.ThirdParty && copies.Contains(directory) ? LayerKind.Workspace
            : around;
    }

    private bool HasModuleTree(DirectoryNode directory) =>
        directory.Source!.External is not null || projects.ContainsKey(directory.Source!) || copies.Contains(directory);

    // Where a package manager has copied a workspace package (pnpm's injected dependencies, `file:`), its files change with the workspace's.
    private bool IsCopyOfProject(DirectoryNode directory)
    {
        var parent = directory.Parent!;
        var isScoped = parent.Name is [(byte)'@', ..];
        var tree = isScoped ? parent.Parent : parent;
        return tree is not null
            && tree.Name.SequenceEqual(ModuleTree.Name)
            && versions.TryGetValue(directory.PathBelow(tree), out var version)
            && VersionOf(directory) == version;
    }

    // Of the same name may also be what was published once.
    private string? VersionOf(DirectoryNode directory)
    {
        var index = directory.Listing!.Find(PackageGraph.ManifestName);
        return
            index >= 0
            && directory.Listing[index].Kind == FileKind.File
            && knowledge.Contents(OutputTree.SourceOf(directory, index), PackageManifest.SizeLimit) is { } contents
            ? PackageManifest.ParseInstalled(contents, directory.PathOf(index)).Version
            : null;
    }

    private void Assign(DirectoryNode directory)
    {
        var entries = directory.Listing!;
        if (projects.ContainsKey(directory.Source!) && entries.Find(PackageGraph.ManifestName) >= 0)
        {
            present.Add(directory.Source!);
        }

        var all = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Kind == FileKind.Directory)
            {
                all |= layers[directory.Child(i)];
                continue;
            }

            var place = new Place(directory, i);
            if (IsLeading(place))
            {
                leading.Add(place);
            }

            all |= Bit(LayerOf(place));
        }

        layers.Add(directory, all == 0 ? Bit(places[directory]) : all);
    }

    // Whether this is a link or a shim of a module tree that leads to a workspace package.
    private bool IsLeading(Place place)
    {
        var (directory, index) = (place.Directory, place.Index);
        if (places[directory] != LayerKind.ThirdParty)
        {
            return false;
        }

        crossed.Clear();
        var resolution = directory.Listing![index].Kind switch
        {
            FileKind.Link => resolver.Follow(directory, index, crossed),
            FileKind.File when Shims.IsCandidate(directory, index) && Shim.Program(ContentsOf(place)) is { } program =>
                resolver.Follow(directory, program, crossed),
            _ => new(Ending.Dangling),
        };
        return resolution.Ending == Ending.Inside
            ? places[resolution.Target.Directory] != LayerKind.ThirdParty
            // A program that is not built yet is its package's all the same; and not every mode brings the packages.
            : (crossed.FindLast(step => step.IsDirectory) is { Directory: { } last } && places[last] != LayerKind.ThirdParty)
                || (
                    directory.Listing[index].Kind == FileKind.Link
                    && workspaceLinks.Contains(OutputTree.SourceOf(directory, index))
                );
    }

    private byte[]? ContentsOf(Place place) =>
        plan.Contents.TryGetValue(place, out var rewritten)
            ? rewritten
            : knowledge.Contents(OutputTree.SourceOf(place.Directory, place.Index), Shims.SizeLimit);

    private LayerKind LayerOf(Place place) => leading.Contains(place) ? LayerKind.Links : places[place.Directory];

    private static int Bit(LayerKind kind) => 1 << (int)kind;

    private LayeredOutput Build()
    {
        var top = DirectoryNode.Top(plan.Output.Status, plan.Output.Source);
        var kinds = Enum.GetValues<LayerKind>();
        foreach (var kind in kinds)
        {
            listing.Add(plan.Output.Status, Layer.Name(kind));
        }

        top.Fill(listing.Build());
        var made = new List<Layer>();
        foreach (var kind in kinds)
        {
            var layer = top.Child(top.Listing!.Find(Layer.Name(kind)), plan.Output.Source);
            Fill(kind, layer);
            made.Add(new(kind, layer, [.. plan.Projects.Where(project => IsIn(project, kind))]));
        }

        return new(top, contents, made);
    }

    private bool IsIn(Project project, LayerKind kind) =>
        projects[project.Directory] == kind && present.Contains(project.Directory);

    private void Fill(LayerKind kind, DirectoryNode layer)
    {
        var work = new Stack<(DirectoryNode From, DirectoryNode To)>();
        work.Push((plan.Output, layer));
        while (work.TryPop(out var at))
        {
            var (from, to) = at;
            to.Fill(Choose(kind, from));
            for (var i = 0; i < to.Listing!.Count; i++)
            {
                var index = from.Listing!.Find(to.Listing.Name(i));
                if (to.Listing[i].Kind == FileKind.Directory)
                {
                    var child = from.Child(index);
                    work.Push((child, to.Child(i, child.Source)));
                }
                else if (plan.Contents.TryGetValue(new(from, index), out var rewritten))
                {
                    contents.Add(new(to, i), rewritten);
                }
            }
        }
    }

    private Listing Choose(LayerKind kind, DirectoryNode directory)
    {
        var entries = directory.Listing!;
        if (layers[directory] == Bit(kind))
        {
            return entries;
        }

        for (var i = 0; i < entries.Count; i++)
        {
            if (
                entries[i].Kind == FileKind.Directory
                    ? (layers[directory.Child(i)] & Bit(kind)) != 0
                    : LayerOf(new(directory, i)) == kind
            )
            {
                listing.AddFrom(entries, i);
            }
        }

        return listing.Build();
    }
}
