using System.Text;
using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using NixNodeModules.Workspace;

namespace NixNodeModules.Tests.Plan;

/// <summary>
/// Plans over trees in memory: the root lies at <c>/ws</c>, and beside it <c>/elsewhere</c> with a directory <c>d</c> and a link
/// <c>back</c> to the root, and what <c>world</c> says, by paths from the root of the file system; the home is <c>/home/me</c>.
/// </summary>
internal static class PlanOf
{
    public static ExportPlan Workspace(
        string tree,
        string projects = "",
        ExportMode mode = ExportMode.MaterializeWorkspace,
        ExternalPolicy external = ExternalPolicy.Refuse,
        DanglingPolicy dangling = DanglingPolicy.Refuse,
        string focus = "",
        DependencyChoice? choice = null,
        string world = "",
        StateFilePolicy stateFiles = StateFilePolicy.Drop
    )
    {
        var text = TreeText.Parse(tree);
        return Tree(
            text.InMemory(),
            projects.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            mode,
            external,
            dangling,
            focus.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            stateFiles,
            choice,
            text,
            TreeText.Parse(world)
        );
    }

    public static ExportPlan Tree(
        DirectoryNode top,
        IEnumerable<string> projects,
        ExportMode mode = ExportMode.MaterializeWorkspace,
        ExternalPolicy external = ExternalPolicy.Refuse,
        DanglingPolicy dangling = DanglingPolicy.Refuse,
        IReadOnlyList<string>? focus = null,
        StateFilePolicy stateFiles = StateFilePolicy.Drop,
        DependencyChoice? choice = null,
        TreeText? contents = null,
        TreeText? world = null
    )
    {
        var files = (contents?.Entries ?? [])
            .Where(line => line.Kind == FileKind.File)
            .ToDictionary(line => line.Path, line => line.Text);
        var outside = new Outside(BytePath.FromText("/ws")) { Home = BytePath.FromText("/home/me") };
        outside.Learn(BytePath.FromText("/elsewhere"), OutsideKind.Directory);
        outside.Learn(BytePath.FromText("/elsewhere/d"), OutsideKind.Directory);
        outside.Learn(BytePath.FromText("/elsewhere/back"), OutsideKind.Link, BytePath.FromText("../ws"));
        foreach (var line in world?.Entries ?? [])
        {
            var kind =
                line.Kind == FileKind.Directory ? OutsideKind.Directory
                : line.Kind == FileKind.Link ? OutsideKind.Link
                : OutsideKind.File;
            outside.Learn(
                BytePath.FromText($"/{line.Path}"),
                kind,
                kind == OutsideKind.Link ? BytePath.FromText(line.Text) : null
            );
            files[$"/{line.Path}"] = line.Text;
        }

        IReadOnlyList<Project> all =
        [
            new(top, Manifest("package.json") ?? new("root", null, [])),
            .. projects.Select(path => new Project(
                TreeText.Find(top, path),
                Manifest($"{path}/package.json") ?? new(path, null, [])
            )),
        ];
        return Planner.Make(
            top,
            all,
            new PlanRequest(mode, external, dangling, Focus.Select(all, focus ?? []))
            {
                Choice = choice,
                StateFiles = stateFiles,
            },
            outside,
            new NothingToRead(outside, files, world)
        );

        PackageManifest? Manifest(string path) =>
            files.TryGetValue(path, out var text) && text.Length > 0
                ? PackageManifest.Parse(Encoding.UTF8.GetBytes(text), BytePath.FromText(path))
                : null;
    }

    /// <summary>What the plan makes, as text.</summary>
    public static string Made(this ExportPlan plan) => TreeText.Of(plan.Output);

    /// <summary>Asserts on a plan that nothing refuses: this is what it makes, and its links are sound.</summary>
    public static void Makes(this ExportPlan plan, string tree)
    {
        Xunit.Assert.Empty(Words(plan.Refusals));
        Xunit.Assert.Equal(TreeText.Parse(tree).Leaves(), plan.Made());
        Xunit.Assert.Empty(Words(TreeCheck.Links(plan.Output)));
    }

    public static IEnumerable<string> Words(IEnumerable<Finding> findings) =>
        findings.Select(finding => $"{finding.Kind} {finding.Path}");

    public static IEnumerable<string> Words(IEnumerable<Inclusion> inclusions) =>
        inclusions.Select(one => $"{one.Kind} {one.Path} by {one.Because?.Path.ToString() ?? "contract"} of {one.Links}");
}
