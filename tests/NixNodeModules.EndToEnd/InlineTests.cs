using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Inline-workspace: what a COPY of node_modules alone gives.</summary>
public sealed class InlineTests
{
    public static TheoryData<string, string> Workspaces { get; } = new(Installs.OfPnpm);

    [Theory, MemberData(nameof(Workspaces))]
    public void I_can_run_every_app_from_a_copy_of_node_modules_alone(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        Tool.Run("cp", "-a", RealInstall.Of(fixture, packageManager), site.Repo);
        using var report = JsonDocument.Parse(site.Exports("--mode", "inline-workspace", "--format", "json").Output);
        Directory.Move(site.Repo, $"{site.Top}/moved");
        Tool.Run("cp", "-a", $"{site.Out}/node_modules", $"{site.Top}/runner");
        Directory.CreateDirectory($"{site.Top}/image");
        Directory.Move($"{site.Top}/runner", $"{site.Top}/image/node_modules");
        Directory.Move(site.Out, $"{site.Top}/out-moved");

        SelfContained.Check($"{site.Top}/image");
        var places = report
            .RootElement.GetProperty("inclusions")
            .EnumerateArray()
            .Where(one => one.GetProperty("kind").GetString() is "directory" or "root-files")
            .Select(one => (From: one.GetProperty("path").GetString()!, To: one.GetProperty("output").GetString()!))
            .OrderByDescending(one => one.From.Length)
            .ToList();
        foreach (var app in RealInstall.AppsOf(fixture))
        {
            var (from, to) = places.First(place =>
                place.From == "." || app.StartsWith(place.From + "/", StringComparison.Ordinal)
            );
            var file = Path.Combine(site.Top, "image", to, from == "." ? app : app[(from.Length + 1)..]);
            var run = Tool.Try("node", [file], environment: null, directory: "/");
            Assert.True(run is { Code: 0, Output: "pass\n" }, $"{app} at {to}: {run}");
        }
    }

    [Theory, MemberData(nameof(Workspaces))]
    public void Each_package_is_there_once_with_the_bytes_of_its_source(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        Binary.Run("export", "--root", repo, "--out", site.Out, "--mode", "inline-workspace", "--state-files", "keep").Ended(0);
        Binary.Run("export", "--root", repo, "--out", $"{site.Top}/materialized", "--state-files", "keep").Ended(0);

        // The same files as where links stay, each in one place: nothing is doubled, nothing is lost. Shims are told by their programs.
        static IEnumerable<string> Files(string top) =>
            TreeSnapshot
                .Of(top)
                .Nodes.Where(pair => pair.Value.IsFile && !pair.Key.Contains("/.bin/", StringComparison.Ordinal))
                .Select(pair => $"{pair.Key[(pair.Key.LastIndexOf('/') + 1)..]} {pair.Value.Described}")
                .Order(StringComparer.Ordinal);
        Assert.Equal(Files($"{site.Top}/materialized"), Files(site.Out), StringComparer.Ordinal);
    }

    [Fact]
    public void A_shim_runs_from_where_it_stands_and_names_no_place_of_installation()
    {
        using var site = Site.Empty();
        Tool.Run(Repository.PathOf("tests", "install-workspace"), "pnpm-edges", "pnpm10", site.Repo);
        foreach (var mode in (string[])["materialize-workspace", "inline-workspace"])
        {
            site.Exports("--mode", mode);
            Directory.Move(site.Repo, $"{site.Top}/moved");
            Directory.Move(site.Out, $"{site.Top}/elsewhere");
            var shims = TreeSnapshot
                .Of($"{site.Top}/elsewhere")
                .Nodes.Where(pair => pair.Value.IsFile && pair.Key.Contains("node_modules/.bin/", StringComparison.Ordinal))
                .Select(pair => $"{site.Top}/elsewhere/{pair.Key}")
                .ToList();
            Assert.NotEmpty(shims);
            Assert.All(
                shims,
                shim =>
                {
                    Assert.DoesNotContain(site.Top, File.ReadAllText(shim), StringComparison.Ordinal);
                    Assert.Equal(0, Tool.Try(shim, ["1.2.3"], environment: null, directory: "/").Code);
                    var link = $"{site.Top}/link-to-shim";
                    Kernel.MakeLink(shim, link);
                    Assert.Equal(0, Tool.Try(link, ["1.2.3"], environment: null, directory: "/").Code);
                    File.Delete(link);
                }
            );
            Directory.Move($"{site.Top}/moved", site.Repo);
            ScratchSpace.Remove($"{site.Top}/elsewhere");
        }
    }

    [Fact]
    public void The_roots_own_link_becomes_the_package_and_others_lead_to_it()
    {
        using var site = Site.WithWorkspace()
            .File("packages/app/package.json", """{ "name": "app", "dependencies": { "lib": "1", "again": "npm:lib@1" } }""")
            .File("packages/app/main.js", "console.log(require('lib'), require('lib') === require('again'));\n")
            .Link("packages/app/node_modules/again", "../../lib");
        site.Exports("--mode", "inline-workspace", "--focus", "packages/app");
        Directory.Move(site.Repo, $"{site.Top}/moved");

        var output = TreeSnapshot.Of(site.Out);
        Assert.Equal(["node_modules", "packages"], Kernel.List(site.Out).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(["app"], Kernel.List($"{site.Out}/packages"), StringComparer.Ordinal);
        Assert.True(output.Nodes["node_modules/lib"].IsDirectory);
        Assert.Equal("../../../node_modules/lib", output.Nodes["packages/app/node_modules/again"].Content);
        Assert.Equal(
            "lib true\n",
            Tool.Try("node", [$"{site.Out}/packages/app/main.js"], environment: null, directory: "/").Output
        );
    }

    [Fact]
    public void Exporting_it_again_changes_nothing()
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of("pnpm-edges", "pnpm10");
        Binary.Run("export", "--root", repo, "--out", site.Out, "--mode", "inline-workspace").Ended(0);
        Binary.Run("export", "--root", site.Out, "--out", $"{site.Top}/again", "--mode", "inline-workspace").Ended(0);
        Assert.Equal([], TreeSnapshot.Of(site.Out).DifferencesTo(TreeSnapshot.Of($"{site.Top}/again")));
    }

    [Fact]
    public void A_focus_that_no_project_has_is_refused_with_the_names_that_there_are()
    {
        using var site = Site.WithWorkspace();
        site.Refuses(2, "--focus", "nobody").Says("nobody", "lib");
    }
}
