using NixNodeModules.Paths;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>
/// Inline-workspace: finds the one place in the root module tree for each package that workspace links lead to. A package moves with
/// all that its own dependencies are found through: a directory inside a project moves with the project, since Node looks for
/// node_modules in every directory above (https://nodejs.org/api/modules.html#loading-from-node_modules-folders).
/// </summary>
internal sealed class InlineLayout
{
    private static readonly BytePath WorkspaceName = BytePath.FromText(".workspace");

    private readonly DirectoryNode top;
    private readonly HashSet<DirectoryNode> projects;
    private readonly HashSet<DirectoryNode> focus;
    private readonly HashSet<DirectoryNode> targets = [];
    private readonly Selection inPlace;
    private readonly Selection gathered;
    private readonly Dictionary<DirectoryNode, Mount> owned = [];

    private InlineLayout(DirectoryNode top, IReadOnlyList<Project> projects, PlanRequest request)
    {
        this.top = top;
        this.projects = projects.Select(project => project.Directory).ToHashSet();
        focus = request.Focus.Select(project => project.Directory).ToHashSet();
        inPlace = new(this.projects);
        gathered = new(this.projects);
    }

    /// <summary>The layout of what a closure found. Throws a refusal (exit code 3) where the root module tree cannot take packages in.</summary>
    public static Layout Make(DirectoryNode top, IReadOnlyList<Project> projects, PlanRequest request, Reach reach)
    {
        var layout = new InlineLayout(top, projects, request);
        layout.FindTargets(reach);
        layout.FindOwnPlaces(reach);
        foreach (var inclusion in reach.Inclusions)
        {
            layout.Place(inclusion);
        }

        return new(layout.inPlace, layout.Mounts());
    }

    private void FindTargets(Reach reach)
    {
        foreach (var inclusion in reach.Inclusions)
        {
            if (inclusion.Kind == InclusionKind.Directory)
            {
                targets.Add(inclusion.Place.Directory);
            }
        }
    }

    // The root module tree's own link to a package, at name or @scope/name, becomes the package.
    private void FindOwnPlaces(Reach reach)
    {
        foreach (var link in reach.Links.Where(link => link.Kind == LinkKind.Workspace).OrderBy(link => link.Path))
        {
            var target = link.Resolution.Target;
            if (
                IsPackageName(link)
                && target.IsDirectory
                && !owned.ContainsKey(target.Directory)
                && HostOf(target.Directory) == target.Directory
            )
            {
                var selection = new Selection(projects);
                selection.AddWhole(target.Directory);
                owned.Add(target.Directory, new(link.Directory, BytePath.From(link.Path.Name), target.Directory, selection));
            }
        }
    }

    private void Place(Inclusion inclusion)
    {
        var place = inclusion.Place;
        switch (inclusion.Kind)
        {
            case InclusionKind.ModuleTree or InclusionKind.Directory or InclusionKind.Focus when place.IsDirectory:
                SelectionOf(place.Directory, staysByItself: inclusion.Kind != InclusionKind.Directory).AddWhole(place.Directory);
                break;
            case InclusionKind.RootFiles:
                (focus.Contains(top) ? inPlace : gathered).AddRootFiles(top);
                break;
            case InclusionKind.ModuleTree or InclusionKind.File:
                SelectionOf(place.Directory, staysByItself: inclusion.Kind == InclusionKind.ModuleTree).AddEntry(place);
                break;
        }
    }

    // Where a directory of the export goes: with the host that it lies in, else to its path.
    private Selection SelectionOf(DirectoryNode directory, bool staysByItself)
    {
        var host = HostOf(directory);
        return host is null
            ? staysByItself || IsInFocus(directory)
                ? inPlace
                : gathered
            : owned.TryGetValue(host, out var mount)
                ? mount.Selection
                : gathered;
    }

    /// <summary>
    /// What moves as one piece with a directory: the outermost project or link target that holds it, if anything in that is led to; null
    /// for what keeps its place.
    /// </summary>
    private DirectoryNode? HostOf(DirectoryNode directory)
    {
        DirectoryNode? outermost = null;
        for (var node = directory; node.Parent is not null; node = node.Parent)
        {
            if (targets.Contains(node) || projects.Contains(node))
            {
                outermost = node;
            }
        }

        return outermost is not null && !TouchesFocus(outermost) && targets.Any(outermost.Contains) ? outermost : null;
    }

    private bool IsInFocus(DirectoryNode directory) =>
        focus.Any(focused => focused.Parent is not null && focused.Contains(directory));

    private bool TouchesFocus(DirectoryNode directory) => IsInFocus(directory) || focus.Any(directory.Contains);

    private bool IsPackageName(SourceLink link)
    {
        var holder = link.Directory;
        return ModuleTree.Of(top) is { IsDirectory: true } tree
            && link.Path.Name is not [(byte)'.', ..]
            && (holder == tree.Directory || (holder.Parent == tree.Directory && holder.Name is [(byte)'@', ..]));
    }

    private List<Mount> Mounts()
    {
        var mounts = owned.Values.ToList();
        if (gathered.IsEmpty)
        {
            return mounts;
        }

        if (ModuleTree.Of(top) is not { IsDirectory: true } tree)
        {
            throw Refused("the root's node_modules is a link itself, so that nothing can be put into it");
        }

        if (tree.Directory.Listing!.Find(WorkspaceName.Span) >= 0)
        {
            throw Refused("its node_modules has a .workspace already, which the workspace's packages were to take");
        }

        mounts.Add(new(tree.Directory, WorkspaceName, top, gathered));
        return mounts;
    }

    private static Failure Refused(string why) =>
        new(ExitCode.Refused, $"cannot inline the workspace's packages: {why}", "Use --mode materialize-workspace.");
}
