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
        var trees = (mode == ExportMode.AllowBroken ? projects.Take(1) : projects).Select(ModuleTree).OfType<Place>();
        var reach = Closure.Find(top, projects, trees, followsLinks: mode == ExportMode.MaterializeWorkspace, outside, knowledge);
        var isStrict = mode != ExportMode.AllowBroken;
        var dropped =
            isStrict && dangling == DanglingPolicy.Drop
                ? reach.Links.Where(link => link.Kind is LinkKind.Dangling or LinkKind.Looping).ToDictionary(link => link.Place)
                : [];
        var rewritten = isStrict ? reach.Links.Where(link => link.OutputText != link.Text).ToDictionary(link => link.Place) : [];
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

    private static Place? ModuleTree(Project project)
    {
        var index = project.Directory.Listing!.Find(ModuleTreeName);
        return index < 0 ? null
            : project.Directory.Listing[index].Kind == FileKind.Directory ? new(project.Directory.Child(index))
            : new(project.Directory, index);
    }

    // Strip-workspace: what does not lead into a node_modules of the output. Taking such a link away can cut off others that lead
    // through it, so this is asked again until nothing is found.
    private static List<SourceLink> StrayLinks(DirectoryNode output, Dictionary<Place, SourceLink> links)
    {
        var resolver = new Resolver(output, outside: null);
        return
        [
            .. OutputLinks(output)
                .Where(link =>
                    resolver.Follow(link.Directory, link.Index) is not { Ending: Ending.Inside } resolution
                    || !IsBelowModuleTree(resolution.Target)
                )
                .Select(link => links[SourceOf(link)]),
        ];
    }

    private static IEnumerable<Place> OutputLinks(DirectoryNode output) =>
        from directory in TreeWalk.Directories(output)
        let listing = directory.Listing!
        where listing.LinkCount > 0
        from index in Enumerable.Range(0, listing.Count)
        where listing[index].Kind == FileKind.Link
        select new Place(directory, index);

    private static Place SourceOf(Place output)
    {
        var source = output.Directory.Source!;
        return new(source, source.Listing!.Find(output.Directory.Listing!.Name(output.Index)));
    }

    private static bool IsBelowModuleTree(Place target)
    {
        for (var node = target.Directory; node is not null; node = node.Parent)
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
        var specials = reach.Specials.Select(place => new Finding(
            FindingKind.Special,
            place.Path,
            null,
            "a FIFO, socket or device has no place in an export"
        ));

        // Strip-workspace takes all stray links away, these too; allow-broken keeps everything.
        var links = mode == ExportMode.MaterializeWorkspace ? reach.Links.Select(link => Refusal(link, external, dangling)).OfType<Finding>() : [];
        return [.. specials.Concat(links).OrderBy(finding => finding.Path)];
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
