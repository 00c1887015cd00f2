using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Verify;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>Decides what an export makes of a workspace.</summary>
internal static class Planner
{
    private static ReadOnlySpan<byte> ModuleTreeName => "node_modules"u8;

    /// <summary>The plan of an export.</summary>
    /// <param name="top">The workspace root; the projects' directories have been read.</param>
    /// <param name="projects">All projects, the root first.</param>
    /// <param name="mode">What becomes of workspace links.</param>
    /// <param name="external">What becomes of links that lead outside the root.</param>
    /// <param name="dangling">What becomes of links that lead nowhere.</param>
    /// <param name="outside">The world around the root.</param>
    /// <param name="knowledge">Gives what has not been read.</param>
    public static ExportPlan Make(
        DirectoryNode top,
        IReadOnlyList<Project> projects,
        ExportMode mode,
        ExternalPolicy external,
        DanglingPolicy dangling,
        Outside outside,
        IKnowledge knowledge
    )
    {
        var trees = ModuleTrees(mode == ExportMode.AllowBroken ? [projects[0]] : projects);
        var reach = Closure.Find(top, projects, trees, followsLinks: mode == ExportMode.MaterializeWorkspace, outside, knowledge);
        var isStrict = mode != ExportMode.AllowBroken;
        var dropped =
            isStrict && dangling == DanglingPolicy.Drop
                ? reach.Links.Where(link => link.Kind is LinkKind.Dangling or LinkKind.Looping).ToDictionary(link => link.Place)
                : [];
        var rewritten = isStrict
            ? reach.Links.Where(link => !link.OutputText.Equals(link.Text)).ToDictionary(link => link.Place)
            : [];
        var output = Build();
        if (mode == ExportMode.StripWorkspace)
        {
            var links = reach.Links.ToDictionary(link => link.Place);
            while (StrayLinks(output, links) is { Count: > 0 } strays)
            {
                strays.ForEach(link => dropped[link.Place] = link);
                output = Build();
            }
        }

        return new(
            mode,
            output,
            projects,
            reach,
            [.. dropped.Values.OrderBy(link => link.Path)],
            [.. rewritten.Values.Where(link => !dropped.ContainsKey(link.Place)).OrderBy(link => link.Path)],
            reach.Links.Where(IsKeptOnRequest).Select(link => link.Path).ToHashSet(),
            Refusals(reach, mode, external, dangling)
        );

        bool IsKeptOnRequest(SourceLink link) =>
            link.Kind switch
            {
                LinkKind.External => external == ExternalPolicy.Keep,
                LinkKind.Dangling or LinkKind.Looping => dangling == DanglingPolicy.Keep,
                _ => false,
            };

        DirectoryNode Build() => OutputBuilder.Build(top, reach.Selection, dropped.Keys.ToHashSet(), rewritten);
    }

    private static List<Place> ModuleTrees(IReadOnlyList<Project> projects)
    {
        var trees = new List<Place>();
        foreach (var directory in projects.Select(project => project.Directory))
        {
            var index = directory.Listing!.Find(ModuleTreeName);
            if (index >= 0)
            {
                trees.Add(
                    directory.Listing[index].Kind == FileKind.Directory ? new(directory.Child(index)) : new(directory, index)
                );
            }
        }

        return trees;
    }

    // Strip-workspace: what does not lead into a node_modules of the output. Taking such a link away can cut off others that lead
    // through it, so this is asked again until nothing is found.
    private static List<SourceLink> StrayLinks(DirectoryNode output, Dictionary<Place, SourceLink> links)
    {
        var resolver = new Resolver(output, outside: null);
        var strays = new List<SourceLink>();
        foreach (var directory in TreeWalk.Directories(output))
        {
            var listing = directory.Listing!;
            for (var i = 0; listing.LinkCount > 0 && i < listing.Count; i++)
            {
                if (listing[i].Kind == FileKind.Link && IsStray(resolver.Follow(directory, i)))
                {
                    var source = directory.Source!;
                    strays.Add(links[new(source, source.Listing!.Find(listing.Name(i)))]);
                }
            }
        }

        return strays;
    }

    private static bool IsStray(Resolution resolution) =>
        resolution.Ending != Ending.Inside || !IsBelowModuleTree(resolution.Target);

    private static bool IsBelowModuleTree(Place target)
    {
        // Below one: a link to a node_modules itself, such as `x -> ../packages/lib/node_modules`, is no link to a package.
        for (var node = target.IsDirectory ? target.Directory.Parent : target.Directory; node is not null; node = node.Parent)
        {
            if (node.Name.SequenceEqual(ModuleTreeName))
            {
                return true;
            }
        }

        return false;
    }

    private static Finding[] Refusals(Reach reach, ExportMode mode, ExternalPolicy external, DanglingPolicy dangling)
    {
        var refusals = new List<Finding>();
        foreach (var place in reach.Specials)
        {
            refusals.Add(new(FindingKind.Special, place.Path, null, "a FIFO, socket or device has no place in an export"));
        }

        if (mode == ExportMode.MaterializeWorkspace)
        {
            // Strip-workspace takes all stray links away, these too; allow-broken keeps everything.
            refusals.AddRange(reach.Links.Select(link => Refusal(link, external, dangling)).OfType<Finding>());
        }

        return [.. refusals.OrderBy(finding => finding.Path)];
    }

    private static Finding? Refusal(SourceLink link, ExternalPolicy external, DanglingPolicy dangling) =>
        link.Kind switch
        {
            LinkKind.External when external == ExternalPolicy.Refuse => new(
                FindingKind.Escaping,
                link.Path,
                link.Text,
                "it leads outside the workspace root"
            ),
            LinkKind.Dangling when dangling == DanglingPolicy.Refuse => new(
                FindingKind.Dangling,
                link.Path,
                link.Text,
                "it already leads nowhere in the source"
            ),
            LinkKind.Looping when dangling == DanglingPolicy.Refuse => new(
                FindingKind.Looping,
                link.Path,
                link.Text,
                "it already leads in a circle, or over more than 40 links, in the source"
            ),
            _ => null,
        };
}
