using NixNodeModules.Paths;
using NixNodeModules.Resolve;
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
    /// <summary>The directory of the root module tree for packages that it has no link of its own to.</summary>
    public static readonly BytePath WorkspaceName = BytePath.FromText(".workspace");

    private readonly DirectoryNode top;
    private readonly HashSet<DirectoryNode> projects;
    private readonly HashSet<DirectoryNode> focus;
    private readonly bool hasRootFiles;
    private readonly bool isPruned;
    private readonly Selection inPlace;
    private readonly Selection gathered;
    private readonly Dictionary<DirectoryNode, Mount> owned = [];

    // Directories that may have to move as one piece: projects, link targets, and what has a module tree.
    private readonly HashSet<DirectoryNode> borders;

    // Directories in which there is something that links lead to.
    private readonly HashSet<DirectoryNode> led = [];

    private InlineLayout(DirectoryNode top, IReadOnlyList<Project> projects, PlanRequest request, Reach reach)
    {
        this.top = top;
        this.projects = projects.Select(project => project.Directory).ToHashSet();
        focus = request.Focus.Select(project => project.Directory).ToHashSet();
        isPruned = reach.Pruning is not null;
        inPlace = reach.Selection.Emptied();
        gathered = reach.Selection.Emptied();
        borders = [.. this.projects];
        foreach (var inclusion in reach.Inclusions)
        {
            var directory = inclusion.Place.Directory;
            hasRootFiles |= inclusion.Kind == InclusionKind.RootFiles;
            switch (inclusion.Kind)
            {
                case InclusionKind.Directory:
                    led.Add(directory);
                    borders.Add(directory);
                    break;
                case InclusionKind.File:
                    led.Add(directory);
                    break;
                case InclusionKind.ModuleTree:
                    borders.Add(inclusion.Place.IsDirectory ? directory.Parent! : directory);
                    break;
            }
        }
    }

    /// <summary>The layout of what a closure found. Throws a refusal (exit code 3) where the root module tree cannot take packages in.</summary>
    public static Layout Make(DirectoryNode top, IReadOnlyList<Project> projects, PlanRequest request, Reach reach)
    {
        var layout = new InlineLayout(top, projects, request, reach);
        layout.FindOwnPlaces(reach);
        foreach (var inclusion in reach.Inclusions)
        {
            layout.Place(inclusion);
        }

        if (layout.isPruned)
        {
            layout.PlacePieces(reach);
        }

        return new(layout.inPlace, layout.Mounts());
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
                && IsPieceOfItsOwn(target.Directory)
            )
            {
                var selection = reach.Selection.Emptied();
                selection.AddWhole(target.Directory);
                owned.Add(target.Directory, new(link.Directory, BytePath.From(link.Path.Name), target.Directory, selection));
            }
        }
    }

    private bool IsPieceOfItsOwn(DirectoryNode directory) =>
        HostOf(directory) == directory && !TouchesFocus(directory) && !GoesWithRootFiles(directory);

    // What dependencies reach in module trees goes where the trees go.
    private void PlacePieces(Reach reach)
    {
        var placed = new HashSet<Place>();
        foreach (var inclusion in reach.Inclusions)
        {
            if (inclusion.Kind != InclusionKind.CrossedLink)
            {
                placed.Add(inclusion.Place);
            }
        }

        foreach (var directory in reach.Selection.Wholes)
        {
            if (directory.Tree == top && !placed.Contains(new(directory)))
            {
                SelectionOf(directory, staysByItself: true).AddWhole(directory);
            }
        }

        foreach (var entry in reach.Selection.Entries)
        {
            if (entry.Directory.Tree == top && ModuleTree.Holds(entry) && !placed.Contains(entry))
            {
                SelectionOf(entry.Directory, staysByItself: true).AddEntry(entry);
            }
        }
    }

    private void Place(Inclusion inclusion)
    {
        var place = inclusion.Place;
        switch (inclusion.Kind)
        {
            case InclusionKind.ModuleTree when isPruned && place.IsDirectory:
                SelectionOf(place.Directory, staysByItself: true).AddShell(place.Directory);
                break;
            case InclusionKind.ModuleTree or InclusionKind.Directory or InclusionKind.Focus when place.IsDirectory:
                SelectionOf(place.Directory, staysByItself: inclusion.Kind != InclusionKind.Directory).AddWhole(place.Directory);
                break;
            case InclusionKind.RootFiles:
                WithRootFiles.AddRootFiles(top);
                break;
            case InclusionKind.ModuleTree or InclusionKind.File:
                SelectionOf(place.Directory, staysByItself: inclusion.Kind == InclusionKind.ModuleTree).AddEntry(place);
                break;
        }
    }

    private Selection WithRootFiles => focus.Contains(top) ? inPlace : gathered;

    // Where a directory of the export goes: with its host, which keeps its place around a project in focus and where no link leads into it.
    private Selection SelectionOf(DirectoryNode directory, bool staysByItself)
    {
        var host = HostOf(directory);
        return host is null
            ? staysByItself
                ? inPlace
                : hasRootFiles
                    ? WithRootFiles
                    : gathered
            : TouchesFocus(host) || !led.Any(host.Contains)
                ? inPlace
                : GoesWithRootFiles(host)
                    ? WithRootFiles
                    : owned.TryGetValue(host, out var mount)
                        ? mount.Selection
                        : gathered;
    }

    // What moves, if at all, as one piece with a directory: the outermost border around it.
    private DirectoryNode? HostOf(DirectoryNode directory) =>
        directory.Upward().LastOrDefault(node => node.Parent is not null && borders.Contains(node));

    // Where the root's own files are in, what is theirs has its place with them already.
    private bool GoesWithRootFiles(DirectoryNode host) => hasRootFiles && !projects.Contains(host);

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
