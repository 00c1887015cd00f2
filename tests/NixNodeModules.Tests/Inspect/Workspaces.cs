using System.Text;
using NixNodeModules.Inspect;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Plan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Workspace;

namespace NixNodeModules.Tests.Inspect;

/// <summary>Workspaces in memory, at <c>/ws</c>.</summary>
internal sealed record Workspaces(
    DirectoryNode Top,
    IReadOnlyList<Project> Projects,
    Outside Outside,
    Follower Follower,
    IKnowledge Knowledge
)
{
    public Inventory Inventory { get; private set; } = null!;

    /// <summary>A workspace with these projects beside its root, each with a manifest.</summary>
    public static Workspaces Of(string tree, params string[] projects)
    {
        var text = TreeText.Parse(tree);
        var top = text.InMemory();
        var files = text.Entries.Where(line => line.Kind == FileKind.File).ToDictionary(line => line.Path, line => line.Text);
        var outside = new Outside(BytePath.FromText("/ws"));
        var knowledge = new NothingToRead(outside, files);
        return new(
            top,
            [
                .. projects
                    .Prepend("")
                    .Select(path => new Project(
                        TreeText.Find(top, path),
                        PackageManifest.Parse(
                            Encoding.UTF8.GetBytes(files[path.Length == 0 ? "package.json" : $"{path}/package.json"]),
                            BytePath.FromText(path)
                        )
                    )),
            ],
            outside,
            new(new(top, outside), knowledge),
            knowledge
        );
    }

    /// <summary>The same, with stock taken.</summary>
    public static Workspaces WithInventory(string tree, params string[] projects)
    {
        var workspace = Of(tree, projects);
        workspace.Inventory = NixNodeModules.Inspect.Inventory.Take(workspace.Projects, workspace.Follower, workspace.Knowledge);
        return workspace;
    }
}
