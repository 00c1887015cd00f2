using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Workspaces as every package manager and linker lays them out.</summary>
public sealed class EveryManagerTests
{
    public static TheoryData<string, string> Workspaces { get; } =
        Installs.OfEachLinkerAnd(("pnpm-edges", "pnpm10-hoisted"), ("pnpm-bundle", "pnpm12"));

    [Theory, MemberData(nameof(Workspaces))]
    public void Each_declared_dependency_of_each_project_is_found_as_in_the_source(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        foreach (var mode in (string[])["materialize-workspace", "inline-workspace"])
        {
            foreach (var project in ProjectsOf(repo))
            {
                Export(repo, site.Out, "--mode", mode, "--focus", project).Ended(0);
                Assert.Equal(Resolutions($"{repo}/{project}"), Resolutions($"{site.Out}/{project}"));
                SelfContained.Check(site.Out);
                ScratchSpace.Remove(site.Out);
            }
        }
    }

    [Theory, MemberData(nameof(Workspaces))]
    public void A_package_that_was_inlined_finds_its_dependencies_from_its_new_place(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        using var report = JsonDocument.Parse(
            Export(repo, site.Out, "--mode", "inline-workspace", "--format", "json").Ended(0).Output
        );
        foreach (var one in report.RootElement.GetProperty("inclusions").EnumerateArray())
        {
            var path = one.GetProperty("path").GetString()!;
            if (one.GetProperty("kind").GetString() == "directory" && File.Exists($"{repo}/{path}/package.json"))
            {
                Assert.Equal(Resolutions($"{repo}/{path}"), Resolutions($"{site.Out}/{one.GetProperty("output").GetString()}"));
            }
        }

        SelfContained.Check(site.Out);
    }

    [Theory, MemberData(nameof(Workspaces))]
    public void Every_mode_gives_the_same_tree_twice_and_none_needs_the_source(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        foreach (var mode in (string[])["materialize-workspace", "inline-workspace", "strip-workspace"])
        {
            Export(repo, site.Out, "--mode", mode).Ended(0);
            Export(repo, $"{site.Top}/again", "--mode", mode, "--jobs", "7").Ended(0);
            Assert.Equal([], TreeSnapshot.Of(site.Out).DifferencesTo(TreeSnapshot.Of($"{site.Top}/again")));
            SelfContained.Check(site.Out);
            ScratchSpace.Remove(site.Out);
            ScratchSpace.Remove($"{site.Top}/again");
        }
    }

    [Theory]
    [InlineData("bun-workspace", "bun-hoisted")]
    [InlineData("npm-workspace", "npm")]
    [InlineData("yarn-workspace", "yarn1")]
    [InlineData("yarn-workspace", "yarn4")]
    public void Node_modules_is_no_larger_than_with_its_links_followed(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        Export(repo, site.Out, "--mode", "inline-workspace").Ended(0);
        Tool.Run("cp", "-RL", $"{repo}/node_modules", $"{site.Top}/followed");
        Assert.InRange(BytesOf($"{site.Out}/node_modules"), 1, BytesOf($"{site.Top}/followed"));
    }

    // In pnpm-edges a program is not built; where .bin holds links, that is one that dangles in the source already.
    private static Outcome Export(string root, string output, params string[] options) =>
        Binary.Run([
            "export",
            "--root",
            root,
            "--out",
            output,
            .. root.Contains("pnpm-edges", StringComparison.Ordinal) ? (string[])["--dangling", "drop"] : [],
            .. options,
        ]);

    private static List<string> ProjectsOf(string repo) =>
        [
            .. ExpectedTree
                .ProjectsOf(TreeSnapshot.Of(repo))
                .Where(project => project.Length > 0 && File.Exists($"{repo}/{project}/package.json")),
        ];

    private static string Resolutions(string directory)
    {
        var script = Repository.PathOf("tests", "NixNodeModules.EndToEnd", "resolutions.cjs");
        return Tool.Try("node", [script, directory], environment: null, directory: "/").Ended(0).Output;
    }

    private static long BytesOf(string top)
    {
        var tree = TreeSnapshot.Of(top);
        return tree.Nodes.Where(pair => pair.Value.IsFile).Sum(pair => Kernel.Look(tree.PathOf(pair.Key))!.Value.st_size);
    }
}
