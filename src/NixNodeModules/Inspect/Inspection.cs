using NixNodeModules.Plan;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Verify;
using NixNodeModules.Workspace;

namespace NixNodeModules.Inspect;

/// <summary>What a workspace holds, what links it together, and what each mode of export would make of it.</summary>
internal sealed class Inspection
{
    private readonly Dictionary<DirectoryNode, ProjectView> views = [];
    private readonly Nearest<ProjectView> projects;

    private Inspection(Inventory inventory)
    {
        Inventory = inventory;
        projects = new(directory => views.GetValueOrDefault(directory));
    }

    /// <summary>All packages, with their sizes.</summary>
    public Inventory Inventory { get; }

    /// <summary>All projects, by path.</summary>
    public IReadOnlyList<ProjectView> Projects { get; private set; } = [];

    /// <summary>Each mode, in the order of the contract.</summary>
    public List<ModeView> Modes { get; } = [];

    /// <summary>All that is in the workspace but version control.</summary>
    public Totals Total { get; private set; }

    /// <summary>What lies in module trees and belongs to no package: caches, state, shims.</summary>
    public Totals Other { get; private set; }

    /// <summary>What the links of the exported part are, counted by <see cref="LinkKind"/>.</summary>
    public int[] LinkKinds { get; } = new int[5];

    /// <summary>Inspects a workspace: reads all of it but version control.</summary>
    public static Inspection Of(
        DirectoryNode top,
        IReadOnlyList<Project> projects,
        Outside outside,
        Follower follower,
        IKnowledge knowledge
    )
    {
        knowledge.ProvideAll([top], IsLookedAt);
        var inspection = new Inspection(Inventory.Take(projects, follower, knowledge));
        foreach (var package in inspection.Inventory.Packages)
        {
            if (package.Package.IsProject)
            {
                inspection.views.Add(package.Package.Directory, new(package));
            }
        }

        inspection.Projects = [.. inspection.views.Values.OrderBy(view => view.Package.Path)];
        inspection.Measure(top);
        inspection.Plan(top, projects, outside, knowledge);
        inspection.Connect();
        return inspection;
    }

    private static bool IsLookedAt(DirectoryNode directory) =>
        directory.Parent is not { Parent: null } || !VersionControl.IsName(directory.Name);

    private void Measure(DirectoryNode top)
    {
        foreach (var (directory, owner) in TreeWalk.WithValues(top, new Owner(null, null), OwnerOf, IsLookedAt))
        {
            var own = Totals.Of(directory.Listing!);
            Total += own;
            if (owner.Package is { } package)
            {
                package.Files += own.Files;
                package.Bytes += own.Bytes;
            }
            else
            {
                Other += own;
            }

            if (owner.Project is { } project)
            {
                project.Tree = (project.Tree ?? default) + own;
            }
        }
    }

    // What lies in a node_modules outside every package is nobody's.
    private Owner OwnerOf(DirectoryNode directory, Owner around)
    {
        var isTree = directory.Name.SequenceEqual(ModuleTree.Name);
        var package = Inventory.At(directory) ?? (isTree ? null : around.Package);
        var project = isTree ? views.GetValueOrDefault(directory.Parent!) ?? around.Project : around.Project;
        return package == around.Package && project == around.Project ? around : new(package, project);
    }

    private ProjectView ProjectAround(DirectoryNode directory) => projects.Around(directory)!;

    private void Plan(DirectoryNode top, IReadOnlyList<Project> projects, Outside outside, IKnowledge knowledge)
    {
        foreach (
            var mode in (ReadOnlySpan<ExportMode>)
                [ExportMode.MaterializeWorkspace, ExportMode.InlineWorkspace, ExportMode.StripWorkspace, ExportMode.AllowBroken]
        )
        {
            ExportPlan plan;
            try
            {
                plan = Planner.Make(
                    top,
                    projects,
                    new(mode, ExternalPolicy.Refuse, DanglingPolicy.Refuse, []),
                    outside,
                    knowledge
                );
            }
            catch (Failure failure) when (failure.Code == ExitCode.Refused)
            {
                // A mode that this workspace is not made for is worth a line, and no end of the others.
                Modes.Add(new(mode, [], 0) { Impossible = failure.Message });
                continue;
            }

            Modes.Add(View(plan));
            if (mode == ExportMode.MaterializeWorkspace)
            {
                CountLinks(plan.Reach.Links);
            }
        }
    }

    private ModeView View(ExportPlan plan)
    {
        var view = new ModeView(plan.Mode, plan.Refusals, plan.Dropped.Count) { Holds = Totals.Of(plan.Output) };
        foreach (var one in plan.Reach.Inclusions)
        {
            if (
                one.Kind is InclusionKind.Directory or InclusionKind.RootFiles
                && views.TryGetValue(one.Place.Directory, out var project)
            )
            {
                view.Brings.Add(project.Package);
            }
        }

        foreach (var link in plan.Mode == ExportMode.AllowBroken ? plan.Reach.Links : plan.Dropped)
        {
            if (
                link.Kind == LinkKind.Workspace
                && ProjectAround(link.Resolution.Target.Directory).Package is var lost
                && !view.Loses.Contains(lost)
            )
            {
                view.Loses.Add(lost);
            }
        }

        view.Loses.Sort((one, other) => one.Path.CompareTo(other.Path));
        if (plan.Refusals.Count == 0)
        {
            view.Broken = TreeCheck.Links(plan.Output).Count();
        }

        return view;
    }

    private void CountLinks(IReadOnlyList<SourceLink> links)
    {
        foreach (var link in links)
        {
            LinkKinds[(int)link.Kind]++;
            var holder = ProjectAround(link.Directory);
            holder.LinkKinds[(int)link.Kind]++;
            if (link.Kind == LinkKind.Workspace)
            {
                holder.LinkTo(ProjectAround(link.Resolution.Target.Directory).Package).Links++;
            }
        }
    }

    // What a project declares, and what only a link says: pnpm hoists one to every project.
    private void Connect()
    {
        foreach (var view in Projects)
        {
            foreach (var dependence in view.Package.Needs)
            {
                if (dependence.On.Package.IsProject)
                {
                    view.LinkTo(dependence.On).Kind ??= dependence.Edge.Dependency.Kind;
                }
            }

            view.Links.Sort((one, other) => one.On.Path.CompareTo(other.On.Path));
        }
    }

    // The package that a directory belongs to, and the project in whose node_modules it lies.
    private sealed record Owner(InstalledPackage? Package, ProjectView? Project);
}
