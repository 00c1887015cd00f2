using NixNodeModules.Dependencies;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Verify;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>Decides what an export makes of a workspace.</summary>
internal static class Planner
{
    /// <summary>The plan of an export.</summary>
    /// <param name="top">The workspace root; the projects' directories have been read.</param>
    /// <param name="projects">All projects, the root first.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="outside">The world around the root.</param>
    /// <param name="knowledge">Gives what has not been read.</param>
    public static ExportPlan Make(
        DirectoryNode top,
        IReadOnlyList<Project> projects,
        PlanRequest request,
        Outside outside,
        IKnowledge knowledge
    )
    {
        var external = request.Vendors ? new ExternalTrees(outside, knowledge) : null;
        Reach reach;
        do
        {
            external?.Begin();
            reach = FindReach(top, projects, request, outside, knowledge, external);
        } while (external?.HasMoved == true);

        var layout =
            request.Mode == ExportMode.InlineWorkspace
                ? InlineLayout.Make(top, projects, request, reach)
                : new Layout(reach.Selection, []);
        if (external is not null)
        {
            layout = ExternalLayout.Add(layout, top, reach, external, knowledge);
        }

        var changes = new Changes();
        if (request.IsStrict && request.Dangling == DanglingPolicy.Drop)
        {
            foreach (var link in reach.Links.Where(link => link.Kind is LinkKind.Dangling or LinkKind.Looping))
            {
                changes.Dropped.Add(link.Place, link);
            }
        }

        var isVendored = reach.Inclusions.Any(one => one.Kind == InclusionKind.External);
        reach.StateFiles.Drop(reach.Selection, request.ChangesPackageSet || isVendored, changes);
        var output = OutputBuilder.Build(top, layout, changes);
        if (request.IsStrict)
        {
            var links = reach.Links.ToDictionary(link => link.Place);
            if (Relinking.MakeRelative(output, reach.Links, changes))
            {
                output = OutputBuilder.Build(top, layout, changes);
            }

            while (Relinking.Improve(output, links, request.Mode == ExportMode.StripWorkspace, changes))
            {
                output = OutputBuilder.Build(top, layout, changes);
            }

            if (Shims.Improve(top, output, outside, knowledge, changes))
            {
                output = OutputBuilder.Build(top, layout, changes);
            }
        }

        return new(request, output, projects, reach, changes, Refusals(reach, request, external))
        {
            Root = outside.Root,
            LeftOut = request is { ListsLeftOut: true, Choice: not null }
                ? LeftOut.Find(top, projects, request, reach.Selection, outside, knowledge)
                : null,
        };
    }

    private static Reach FindReach(
        DirectoryNode top,
        IReadOnlyList<Project> projects,
        PlanRequest request,
        Outside outside,
        IKnowledge knowledge,
        ExternalTrees? external
    )
    {
        var withTrees = request.IsStrict ? projects : [projects[0]];
        var reach = Closure.Find(
            top,
            projects,
            withTrees.Select(project => project.Directory),
            request,
            outside,
            knowledge,
            external
        );
        return reach.Pruning?.NotFound.FirstOrDefault() is { } name
            ? throw new Failure(
                ExitCode.Usage,
                $"cannot keep {name.Display}: no package of the export finds one of that name",
                "Give the name as code requires it, such as `left-pad` or `@scope/name`, and install it if it is not."
            )
            : reach;
    }

    private static Finding[] Refusals(Reach reach, PlanRequest request, ExternalTrees? external)
    {
        var refusals = new List<Finding>();
        foreach (var place in reach.Specials)
        {
            refusals.Add(new(FindingKind.Special, place.Path, null, "a FIFO, socket or device has no place in an export"));
        }

        if (request.IsStrict && request.Focus.Count > 0)
        {
            refusals.AddRange(
                from missing in reach.Pruning?.Missing ?? []
                where !missing.IsDispensable
                select new Finding(
                    FindingKind.Missing,
                    new Place(missing.By.Package.Directory).Path.Join(PackageGraph.ManifestName),
                    null,
                    $"{missing}; install again, or say `dependenciesMeta: {{ \"{missing.Dependency.Name.Display}\": {{ \"optional\": true }} }}` in the package.json of the project if it can do without"
                )
            );
        }

        if (request.BringsWorkspace)
        {
            // Strip-workspace takes all stray links away, these too; allow-broken keeps everything.
            refusals.AddRange(reach.Links.Select(link => Refusal(link, request, external)).OfType<Finding>());
        }

        return [.. refusals.OrderBy(finding => finding.Path)];
    }

    private static Finding? Refusal(SourceLink link, PlanRequest request, ExternalTrees? external) =>
        link.Kind switch
        {
            LinkKind.External when request.External == ExternalPolicy.Refuse => new(
                FindingKind.Escaping,
                link.Path,
                link.Text,
                ExternalTrees.IsGlobalVirtualStore(link.Resolution.OutsidePath!)
                    ? "it leads outside the workspace root, to pnpm's global virtual store"
                    : "it leads outside the workspace root"
            ),
            LinkKind.External when external is not null && link.Resolution.Ending == Ending.Outside => new(
                FindingKind.Foreign,
                link.Path,
                link.Text,
                external.WhyNot(link.Resolution.OutsidePath!)
            ),
            LinkKind.Dangling when request.Dangling == DanglingPolicy.Refuse => new(
                FindingKind.Dangling,
                link.Path,
                link.Text,
                link.Directory.Name.SequenceEqual(Bins.Name)
                    ? "it already leads nowhere in the source: the program that it starts is not built"
                    : "it already leads nowhere in the source"
            ),
            LinkKind.Looping when request.Dangling == DanglingPolicy.Refuse => new(
                FindingKind.Looping,
                link.Path,
                link.Text,
                "it already leads in a circle, or over more than 40 links, in the source"
            ),
            _ => null,
        };
}
