using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>--layers, on workspaces as package managers install them.</summary>
public sealed class LayersTests
{
    private static readonly string[] Names = ["third-party", "links", "workspace", "app"];

    public static TheoryData<string, string, string> Installs { get; } =
        new(
            ("bun-workspace", "bun-isolated", "@repo/api"),
            ("npm-workspace", "npm", "@shop/web"),
            ("yarn-workspace", "yarn4", "@news/site"),
            ("pnpm-monorepo", "pnpm10", "app1")
        );

    [Theory, MemberData(nameof(Installs))]
    public void Layers_laid_over_each_other_are_the_output(string fixture, string packageManager, string app)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        foreach (var mode in (string[])["materialize-workspace", "inline-workspace"])
        {
            foreach (
                var focus in (string[][])
                    [
                        [],
                        ["--focus", app, "--prod"],
                    ]
            )
            {
                string[] options = ["--root", repo, "--mode", mode, "--mtime", "epoch", .. focus];
                Binary.Run(["export", "--out", site.Out, .. options]).Ended(0);
                Binary.Run(["export", "--layers", $"{site.Top}/layers", .. options]).Ended(0);
                Kernel.MakeDirectories($"{site.Top}/union");
                foreach (var name in Names)
                {
                    Tool.Run("cp", "-a", $"{site.Top}/layers/{name}/.", $"{site.Top}/union");
                }

                Assert.Equal([], TreeSnapshot.Of(site.Out).DifferencesTo(TreeSnapshot.Of($"{site.Top}/union")));
                Assert.Equal(
                    "app layers.json links third-party workspace",
                    string.Join(' ', Kernel.List($"{site.Top}/layers").Order(StringComparer.Ordinal))
                );
                Assert.DoesNotContain(TreeSnapshot.Of($"{site.Top}/layers/third-party").Nodes.Keys, IsOfWorkspace);
                ScratchSpace.Remove(site.Out);
                ScratchSpace.Remove($"{site.Top}/layers");
                ScratchSpace.Remove($"{site.Top}/union");
            }
        }
    }

    [Theory, MemberData(nameof(Installs))]
    public void An_edited_package_changes_the_layer_of_its_files_alone(string fixture, string packageManager, string app)
    {
        using var site = Site.Empty();
        var installed = RealInstall.Of(fixture, packageManager);
        Tool.Run("cp", "-a", installed, site.Repo);
        foreach (var mode in (string[])["materialize-workspace", "inline-workspace"])
        {
            var before = HashesOf(installed, site, mode, app);
            var unedited = HashesOf(site.Repo, site, mode, app);
            Assert.Equal(before, unedited);
            foreach (var (layer, projects) in ProjectsOf(installed, site, mode, app).Where(pair => pair.Value.Count > 0))
            {
                var edited = site.PathOf($"{projects[0]}/edited.js");
                Kernel.WriteFile(edited, "export {};\n");
                var after = HashesOf(site.Repo, site, mode, app);
                Assert.Equal(
                    layer,
                    string.Join(' ', Names.Where(name => !string.Equals(before[name], after[name], StringComparison.Ordinal)))
                );
                File.Delete(edited);
            }
        }
    }

    [Fact]
    public void The_hashes_are_those_that_Nix_gives_and_the_report_tells_them_too()
    {
        using var site = Site.WithWorkspace();
        Assert.SkipUnless(NixHash.IsThere, NixHash.WhyNot);
        Kernel.SetMode(site.Repo, "0555");
        using var report = JsonDocument.Parse(Layers(site, "--format", "json").Ended(0).Output);
        using var manifest = JsonDocument.Parse(File.ReadAllText($"{site.Out}/layers.json"));
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("hash").ValueKind);
        Assert.Equal(
            manifest.RootElement.GetProperty("layers").GetRawText().ReplaceLineEndings(""),
            report.RootElement.GetProperty("layers").GetRawText().ReplaceLineEndings("")
        );
        Assert.Equal(
            Names.Select(name => (name, NixHash.Of($"{site.Out}/{name}"))),
            manifest
                .RootElement.GetProperty("layers")
                .EnumerateArray()
                .Select(layer => (layer.GetProperty("name").GetString()!, layer.GetProperty("hash").GetString()!))
        );
        Assert.Equal(TreeSnapshot.Of(site.Repo).Nodes[""].Described, TreeSnapshot.Of(site.Out).Nodes[""].Described);
    }

    [Fact]
    public void A_dry_run_tells_the_layers_and_makes_none()
    {
        using var site = Site.WithWorkspace();
        var report = site.Leaves(() => Layers(site, "--dry-run").Ended(0)).Output;
        Assert.Contains("\n    third-party  1 file, 1 link, ", report, StringComparison.Ordinal);
        Assert.Contains("\n    links        0 files, 1 link, ", report, StringComparison.Ordinal);
        Assert.Contains("\n    workspace    2 files, 0 links, ", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Either_out_or_layers_is_given()
    {
        using var site = Site.WithWorkspace();
        site.Leaves(() => Binary.Run("export", "--root", site.Repo).Ended(2)).Says("--out", "--layers");
        site.Refuses(2, "--layers", $"{site.Top}/layers").Says("--layers cannot be given with --out");
        var hash = $"sha256-{new string('A', 43)}=";
        site.Leaves(() => Layers(site, "--expect-hash", hash).Ended(2)).Says("--expect-hash cannot be given with --layers");
    }

    private static Outcome Layers(Site site, params string[] options) =>
        Binary.Run(["export", "--root", site.Repo, "--layers", site.Out, .. options]);

    // The manifest of one of the fixtures' own packages, where that stands in a module tree.
    private static bool IsOfWorkspace(string path)
    {
        var names = path.Split('/');
        return names[^1] == "package.json"
            && (names is [.., "node_modules", "@repo" or "@shop" or "@news", _, _] or [.., "node_modules", "common", _]);
    }

    private static Dictionary<string, string> HashesOf(string root, Site site, string mode, string app) =>
        Read(root, site, mode, app, layer => layer.GetProperty("hash").GetString()!);

    private static Dictionary<string, List<string>> ProjectsOf(string root, Site site, string mode, string app) =>
        Read(
            root,
            site,
            mode,
            app,
            layer => layer.GetProperty("projects").EnumerateArray().Select(project => project.GetString()!).ToList()
        );

    private static Dictionary<string, T> Read<T>(string root, Site site, string mode, string app, Func<JsonElement, T> what)
    {
        Binary.Run("export", "--root", root, "--layers", site.Out, "--mode", mode, "--focus", app, "--prod").Ended(0);
        using var manifest = JsonDocument.Parse(File.ReadAllText($"{site.Out}/layers.json"));
        ScratchSpace.Remove(site.Out);
        return manifest
            .RootElement.GetProperty("layers")
            .EnumerateArray()
            .ToDictionary(layer => layer.GetProperty("name").GetString()!, what, StringComparer.Ordinal);
    }
}
