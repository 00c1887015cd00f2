using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>inspect and why on real installs.</summary>
public sealed class InspectTests
{
    public static TheoryData<string, string> Installs { get; } =
        new(
            ("pnpm-workspace", "pnpm10"),
            ("pnpm-monorepo", "pnpm9"),
            ("pnpm-edges", "pnpm12"),
            ("bun-workspace", "bun-isolated"),
            ("npm-workspace", "npm"),
            ("yarn-workspace", "yarn4")
        );

    [Theory, MemberData(nameof(Installs))]
    public void Every_file_counts_once_and_the_modes_are_those_of_export(string fixture, string packageManager)
    {
        var repo = RealInstall.Of(fixture, packageManager);
        using var json = JsonDocument.Parse(Binary.Run("inspect", "--root", repo, "--format", "json").Ended(0).Output);
        var root = json.RootElement;
        Assert.Equal("nix-node-modules/inspect/1", root.GetProperty("schema").GetString());
        var tree = TreeSnapshot.Of(repo);
        var files = tree.Nodes.Count(pair => pair.Value.IsFile);
        Assert.Equal(files, root.GetProperty("totals").GetProperty("files").GetInt64());
        Assert.Equal(
            files - root.GetProperty("other").GetProperty("files").GetInt64(),
            root.GetProperty("packages").EnumerateArray().Sum(one => one.GetProperty("files").GetInt64())
        );

        foreach (var mode in root.GetProperty("modes").EnumerateArray())
        {
            if (mode.GetProperty("refusals").GetInt32() == 0)
            {
                using var site = Site.Empty();
                using var export = JsonDocument.Parse(
                    Binary
                        .Run(
                            "export",
                            "--root",
                            repo,
                            "--out",
                            site.Out,
                            "--dry-run",
                            "--format",
                            "json",
                            "--mode",
                            mode.GetProperty("mode").GetString()!
                        )
                        .Ended(0)
                        .Output
                );
                Assert.Equal(
                    JsonSerializer.Serialize(export.RootElement.GetProperty("totals")),
                    JsonSerializer.Serialize(mode.GetProperty("totals"))
                );
                Assert.Equal(export.RootElement.GetProperty("broken").GetArrayLength(), mode.GetProperty("broken").GetInt32());
            }
        }
    }

    [Theory, MemberData(nameof(Installs))]
    public void What_is_needed_for_production_is_what_an_export_for_production_brings(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        string[] dangling = fixture == "pnpm-edges" ? ["--dangling", "drop"] : [];
        Binary.Run(["export", "--root", repo, "--out", site.Out, "--prod", .. dangling]).Ended(0);
        using var json = JsonDocument.Parse(Binary.Run("inspect", "--root", repo, "--format", "json").Ended(0).Output);
        foreach (var package in json.RootElement.GetProperty("packages").EnumerateArray())
        {
            var (path, use) = (package.GetProperty("path").GetString()!, package.GetProperty("use").GetString());
            if (use != "project" && File.Exists($"{repo}/{path}/package.json"))
            {
                Assert.True(File.Exists($"{site.Out}/{path}/package.json") == (use == "production"), $"{path}: {use}");
            }
        }
    }

    [Theory, MemberData(nameof(Installs))]
    public void Each_step_of_each_chain_is_what_the_kernel_finds(string fixture, string packageManager)
    {
        var repo = RealInstall.Of(fixture, packageManager);
        using var json = JsonDocument.Parse(Binary.Run("why", "*", "--root", repo, "--format", "json").Ended(0).Output);
        var steps = 0;
        foreach (var package in json.RootElement.GetProperty("packages").EnumerateArray())
        {
            foreach (var chain in package.GetProperty("chains").EnumerateArray())
            {
                var at = chain[0].GetProperty("from").GetString();
                foreach (var step in chain.EnumerateArray())
                {
                    Assert.Equal(at, step.GetProperty("from").GetString());
                    at = step.GetProperty("to").GetString();
                    var entry = Tool.Run("realpath", $"{repo}/{step.GetProperty("entry").GetString()}");
                    Assert.StartsWith(Tool.Run("realpath", $"{repo}/{at}").TrimEnd(), entry, StringComparison.Ordinal);
                    steps++;
                }

                Assert.Equal(package.GetProperty("path").GetString(), at);
            }
        }

        Assert.NotEqual(0, steps);
    }

    [Theory, MemberData(nameof(Installs))]
    public void Graphviz_draws_the_graph(string fixture, string packageManager)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dot"), "Graphviz is not installed (Debian: apt-get install graphviz)");
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        Binary.Run("inspect", "--root", repo, "--format", "dot", "--output", $"{site.Top}/graph.dot").Ended(0);
        var drawn = Tool.Run("dot", "-Tsvg", $"{site.Top}/graph.dot");
        using var json = JsonDocument.Parse(Binary.Run("inspect", "--root", repo, "--format", "json").Ended(0).Output);
        var projects = json.RootElement.GetProperty("projects").EnumerateArray().ToList();
        Assert.Equal(projects.Count, drawn.Split("class=\"node\"").Length - 1);
        Assert.Equal(
            projects.Sum(project => project.GetProperty("projects").GetArrayLength()),
            drawn.Split("class=\"edge\"").Length - 1
        );
    }

    [Fact]
    public void An_installed_manifest_that_cannot_be_read_is_a_warning()
    {
        using var site = Site.WithWorkspace().File("node_modules/broken/package.json", "{ bad");
        foreach (
            var line in (string[][])
                [
                    ["inspect"],
                    ["why", "dep"],
                    ["why", "broken*"],
                    ["why", "node_modules/broken"],
                ]
        )
        {
            var outcome = Binary.Run([.. line, "--root", site.Repo]);
            Assert.Equal(line is [_, "broken*"] ? 2 : 0, outcome.Code);
            outcome.Says("warning: cannot read the manifest node_modules/broken/package.json");
        }
    }

    [Fact]
    public void A_root_without_a_manifest_is_asked_with_a_warning()
    {
        using var site = Site.WithWorkspace();
        site.Exports();
        foreach (
            var line in (string[][])
                [
                    ["inspect"],
                    ["why", "dep"],
                ]
        )
        {
            Binary.Run([.. line, "--root", site.Out]).Ended(0).Says("there is no package.json at the root");
            Assert.Empty(Binary.Run([.. line, "--root", site.Repo]).Ended(0).Error);
        }
    }

    [Fact]
    public void A_name_that_is_nearly_one_gets_the_one_that_was_meant()
    {
        using var site = Site.WithWorkspace();
        site.Leaves(() => Binary.Run("why", "depp", "--root", site.Repo).Ended(2).ExplainsItself().Says("Did you mean dep?"));
        Binary.Run("why", "dep@9", "--root", site.Repo).Ended(2).ExplainsItself().Says("There is 1.0.0;");
        site.Directory("packages/lib/node_modules");
        Binary
            .Run("why", "dep", "--root", site.PathOf("packages/lib"))
            .Ended(2)
            .Says($"--root {site.PathOf("packages/lib")}/../..");
        site.Leaves(() => Binary.Run("inspect", "--root", site.Repo).Ended(0));
        Binary.Run("why", "x", "--root", $"{site.Top}/none").Ended(2).ExplainsItself().Says("there is no such directory");
        Binary.Run("why").Ended(2).ExplainsItself();
        Binary.Run("inspect", "--root", site.Repo, "--output", site.Repo).Ended(1).ExplainsItself().Says("--output");
    }

    [Fact]
    public void The_same_workspace_gives_the_same_report()
    {
        var repo = RealInstall.Of("pnpm-monorepo", "pnpm9");
        foreach (var format in (string[])["text", "json", "mermaid", "dot", "html"])
        {
            var once = Binary.Run("inspect", "--root", repo, "--format", format).Ended(0);
            Assert.Empty(once.Error);
            Assert.Equal(once, Binary.Run("inspect", "--root", repo, "--format", format));
        }
    }
}
