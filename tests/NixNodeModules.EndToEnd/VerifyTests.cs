using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>verify: what it finds in which trees, how it says so, and that it changes nothing.</summary>
public sealed class VerifyTests
{
    [Fact]
    public void What_export_makes_passes_in_every_strict_mode()
    {
        foreach (var mode in (string[])["materialize-workspace", "inline-workspace", "strip-workspace"])
        {
            using var site = Site.WithWorkspace();
            site.Exports("--mode", mode);
            var outcome = site.Leaves(() => Verify(site, "--forbid", site.Repo).Ended(0));
            Assert.Empty(outcome.Error);
            Assert.Contains("passed", outcome.Output, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("pnpm-workspace", "pnpm10"), InlineData("pnpm-edges", "pnpm9"), InlineData("pnpm-edges", "pnpm12")]
    public void What_export_makes_of_a_real_install_passes(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        Binary.Run("export", "--root", RealInstall.Of(fixture, packageManager), "--out", site.Out).Ended(0);
        Verify(site).Ended(0);
    }

    [Fact]
    public void A_copy_of_node_modules_alone_has_lost_the_workspace_packages()
    {
        using var site = Site.WithWorkspace();
        Directory.CreateDirectory(site.Out);
        Tool.Run("cp", "-a", site.PathOf("node_modules"), site.Out);
        var outcome = Verify(site).Ended(3).ExplainsItself();
        Assert.Contains("node_modules/lib -> ../packages/lib", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("a workspace link whose target was left behind", outcome.Output, StringComparison.Ordinal);
        outcome.Says("is not self-contained: 1 dangling", "--mode materialize-workspace");
    }

    [Fact]
    public void A_package_of_which_only_node_modules_was_copied_is_a_skeleton()
    {
        using var site = Site.WithWorkspace().Directory("packages/lib/node_modules");
        Directory.CreateDirectory($"{site.Out}/packages/lib");
        Tool.Run("cp", "-a", site.PathOf("node_modules"), site.Out);
        Tool.Run("cp", "-a", site.PathOf("packages/lib/node_modules"), $"{site.Out}/packages/lib");
        var outcome = Verify(site).Ended(3);
        Assert.Contains("skeleton: ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("cause: only its node_modules was exported", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_report_has_every_finding_whatever_the_number_of_threads()
    {
        using var site = Broken();
        string[] options = ["--forbid", "/build/source", "--report", $"{site.Top}/report.json"];
        var json = Verify(site, [.. options, "--format", "json", "--jobs", "1"]).Ended(3).Output;
        Assert.Equal(json, Verify(site, [.. options, "--format", "json", "--jobs", "7"]).Ended(3).Output);
        Assert.Equal(json, File.ReadAllText($"{site.Top}/report.json"));
        using var report = JsonDocument.Parse(json);
        Assert.Equal("nix-node-modules/verify/1", report.RootElement.GetProperty("schema").GetString());
        Assert.Equal("failed", report.RootElement.GetProperty("result").GetString());
        string[] expected =
        [
            "absolute abs",
            "forbidden built.js",
            "escaping out",
            "dangling gone",
            "looping a",
            "looping b",
            "reflexive self",
            "dangling odd\\nname",
        ];
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            Findings(report).Select(one => $"{one.GetProperty("kind")} {one.GetProperty("path")}").Order(StringComparer.Ordinal)
        );
        Assert.All(Findings(report), one => Assert.NotEmpty(one.GetProperty("reason").GetString()!));
        Assert.All(Findings(report), one => Assert.NotEmpty(one.GetProperty("cure").GetString()!));
        var built = Findings(report).Single(one => one.GetProperty("kind").GetString() == "forbidden");
        Assert.Equal(3, built.GetProperty("offset").GetInt64());
    }

    [Fact]
    public void The_sarif_report_has_a_result_a_finding_each_with_a_rule_and_a_place()
    {
        using var site = Broken();
        using var sarif = JsonDocument.Parse(Verify(site, "--format", "sarif", "--forbid", "/build/source").Ended(3).Output);
        Assert.Equal("2.1.0", sarif.RootElement.GetProperty("version").GetString());
        var run = Assert.Single(sarif.RootElement.GetProperty("runs").EnumerateArray().ToList());
        var rules = run.GetProperty("tool")
            .GetProperty("driver")
            .GetProperty("rules")
            .EnumerateArray()
            .Select(rule => rule.GetProperty("id").GetString())
            .ToList();
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(8, results.Count);
        Assert.All(results, one => Assert.Contains(one.GetProperty("ruleId").GetString(), rules, StringComparer.Ordinal));
        Assert.All(results, one => Assert.NotEmpty(one.GetProperty("message").GetProperty("text").GetString()!));
        var places = results.Select(one =>
            one.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri")
        );
        Assert.Contains($"file://{site.Out}/odd%0Aname", places.Select(uri => uri.GetString()), StringComparer.Ordinal);
        Assert.All(
            run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray(),
            rule => Assert.NotEmpty(rule.GetProperty("shortDescription").GetProperty("text").GetString()!)
        );
    }

    [Theory, InlineData("out"), InlineData("./out/"), InlineData("../out", "repo")]
    public void Places_in_the_sarif_report_are_relative_to_the_working_directory(string tree, string from = "")
    {
        using var site = Broken();
        Kernel.MakeDirectories(site.Repo);
        var outcome = Tool.Try(
            Binary.Path,
            ["verify", tree, "--format", "sarif"],
            environment: null,
            Path.Combine(site.Top, from)
        );
        var prefix = from.Length > 0 ? "../out/" : "out/";
        Assert.Contains($"\"uri\": \"{prefix}odd%0Aname\"", outcome.Ended(3).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("package.json", "{ bad")]
    [InlineData("package.json", "")]
    [InlineData("packages/lib/package.json", "[]")]
    [InlineData("node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json", "null")]
    public void A_manifest_that_cannot_be_read_is_a_finding_beside_the_others_in_every_report(string manifest, string text)
    {
        using var site = Site.WithWorkspace()
            .File("package.json", """{ "name": "root", "dependencies": { "dep": "1" } }""")
            .Link("dangling", "gone")
            .File(manifest, text);
        var report = $"{site.Top}/report.json";
        var output = Run("text").Output;
        Assert.Contains($"    {manifest}\n", output, StringComparison.Ordinal);
        Assert.Contains("    dangling -> gone\n", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Run("json").Output);
        Assert.Equal(
            $"dangling dangling, unreadable {manifest}",
            string.Join(
                ", ",
                Findings(json).Select(one => $"{one.GetProperty("kind")} {one.GetProperty("path")}").Order(StringComparer.Ordinal)
            )
        );
        Assert.Equal(Run("json").Output, File.ReadAllText(report));
        using var sarif = JsonDocument.Parse(Run("sarif").Output);
        Assert.Equal(2, sarif.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());

        Outcome Run(string format) =>
            Binary.Run("verify", site.Repo, "--dependencies", "--format", format, "--report", report).Ended(3);
    }

    [Theory]
    [InlineData("package.json", """{ "workspaces": ["@(a|b)/*"], "dependencies": { "gone": "1" } }""", "'@(a|b)/*'")]
    [InlineData("package.json", """{ "workspaces": ["../other/*"], "dependencies": { "gone": "1" } }""", "'../other/*'")]
    [InlineData("package.json", """{ "workspaces": "all", "dependencies": { "gone": "1" } }""", "package.json")]
    [InlineData("pnpm-workspace.yaml", "packages: [", "pnpm-workspace.yaml")]
    public void A_list_of_projects_that_is_not_understood_is_a_warning_and_the_tree_is_checked(
        string file,
        string text,
        string named
    )
    {
        using var site = Site.Empty()
            .File("package.json", """{ "dependencies": { "gone": "1" } }""")
            .File("node_modules/other/index.js")
            .File(file, text);
        var outcome = Binary.Run("verify", site.Repo, "--dependencies", "--quiet").Ended(3);
        outcome.Says("is not self-contained: 1 missing").Says("warning: ").Says(named);
    }

    [Fact]
    public void A_check_of_no_package_says_so()
    {
        using var site = Site.Empty().File("dist/index.js");
        var outcome = Binary.Run("verify", site.Repo, "--dependencies").Ended(0);
        outcome.Says("no package was found in");
        Assert.Contains("of dependencies there is nothing to check", outcome.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "warning: ",
            Binary.Run("verify", site.Repo, "--dependencies", "--quiet").Error,
            StringComparison.Ordinal
        );
        Assert.Empty(Binary.Run("verify", site.Repo, "--quiet").Ended(0).Error);
    }

    [Fact]
    public void The_report_for_a_GitHub_workflow_is_a_command_a_finding()
    {
        using var site = Broken();
        var lines = Verify(site, "--format", "github").Ended(3).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        Assert.All(lines, line => Assert.Matches("^::error file=[^,:]+,title=[^,:]+::.+", line));
    }

    [Fact]
    public void A_missing_dependency_is_told_in_every_form_with_who_needs_it_and_the_way_there()
    {
        using var site = Site.WithWorkspace()
            .File("package.json", """{ "name": "root", "dependencies": { "lib": "workspace:*", "dep": "1" } }""")
            .File("packages/lib/package.json", """{ "name": "lib", "dependencies": { "gone": "1", "also": "1" } }""");
        Verify("--quiet").Ended(0);
        var text = Verify("--dependencies").Ended(3).ExplainsItself();
        text.Says("is not self-contained: 2 missing", "--optional NAME");
        Assert.Contains("dependencies of 3 packages, 2 projects among them", text.Output, StringComparison.Ordinal);
        Assert.Contains(
            """
              missing: it depends on a package that Node does not find from there
                cause: it was not copied, was not installed, or was taken away
                cure:  Copy the node_modules that has it, or install again; --optional NAME names what is not needed.
                packages/lib/package.json needs also (lib)
                packages/lib/package.json needs gone (lib)
            """,
            text.Output,
            StringComparison.Ordinal
        );
        using var report = JsonDocument.Parse(Verify("--dependencies", "--format", "json", "--optional", "also").Ended(3).Output);
        var asked = report.RootElement.GetProperty("dependencies");
        Assert.Equal(3, asked.GetProperty("packages").GetInt32());
        Assert.Equal(". packages/lib", string.Join(' ', asked.GetProperty("projects").EnumerateArray()));
        var finding = Assert.Single(Findings(report));
        Assert.Equal(
            "missing packages/lib/package.json gone lib",
            string.Join(' ', ((string[])["kind", "path", "dependency", "way"]).Select(member => finding.GetProperty(member)))
        );
        using var sarif = JsonDocument.Parse(Verify("--dependencies", "--format", "sarif").Ended(3).Output);
        Assert.All(
            sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray(),
            one => Assert.Equal("missing", one.GetProperty("ruleId").GetString())
        );
        Assert.StartsWith(
            $"::error file={site.Repo}/packages/lib/package.json,title=missing in {site.Repo}::packages/lib/package.json needs also (lib): ",
            Verify("--dependencies", "--format", "github").Ended(3).Output,
            StringComparison.Ordinal
        );
        Verify("--dependencies", "--optional", "also", "--optional", "gone").Ended(0);
        Binary.Run("verify", site.PathOf("node_modules"), "--dependencies").Ended(2).ExplainsItself().Says("node_modules/..");
        Verify("--optional", "gone").Ended(2).ExplainsItself().Says("--dependencies");

        Outcome Verify(params string[] options) => site.Leaves(() => Binary.Run(["verify", site.Repo, .. options]));
    }

    [Fact]
    public void Links_into_a_place_that_is_allowed_pass_while_they_lead_somewhere()
    {
        using var site = Site.Empty();
        Kernel.MakeDirectories($"{site.Top}/store/node");
        Kernel.MakeDirectories(site.Out);
        Kernel.MakeLink($"{site.Top}/store/node", $"{site.Out}/node");
        Verify(site).Ended(3).Says("1 absolute");
        Verify(site, "--allow", $"{site.Top}/store").Ended(0);
        Verify(site, "--allow", $"{site.Top}/sto").Ended(3);
        Kernel.MakeLink($"{site.Top}/store/gone", $"{site.Out}/gone");
        Verify(site, "--allow", $"{site.Top}/store").Ended(3).Says("1 dangling");
    }

    [Fact]
    public void Quiet_says_nothing_when_all_is_well_and_verbose_lists_everything()
    {
        using var site = Site.Empty();
        Kernel.MakeDirectories(site.Out);
        Assert.Equal(new(0, "", ""), Verify(site, "--quiet"));
        for (var i = 0; i < 20; i++)
        {
            Kernel.MakeLink("gone", $"{site.Out}/link-{i}");
        }

        Assert.Contains("and 9 more; --verbose lists all", Verify(site, "--quiet").Ended(3).Output, StringComparison.Ordinal);
        var whole = Verify(site, "--verbose").Ended(3).Output;
        Assert.All(Enumerable.Range(0, 20), i => Assert.Contains($"    link-{i} -> gone\n", whole, StringComparison.Ordinal));
    }

    [Fact]
    public void A_tree_that_is_not_there_or_no_directory_is_refused()
    {
        using var site = Site.WithWorkspace();
        Verify(site).Ended(2).ExplainsItself().Says("there is no such directory");
        Binary.Run("verify", site.PathOf("package.json")).Ended(2).ExplainsItself().Says("it is not a directory");
        Binary.Run("verify").Ended(2).ExplainsItself();
        Binary.Run("verify", site.Repo, "--forbid", "").Ended(2).ExplainsItself().Says("--forbid");
        Binary.Run("verify", site.Repo, "--quiet", "--verbose").Ended(2).ExplainsItself().Says("--quiet and --verbose");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_failure_and_no_pass()
    {
        using var site = Site.WithWorkspace();
        Kernel.SetMode(site.PathOf("packages/lib/index.js"), "0000");
        using var user = Unprivileged.In(site);
        user.Run("verify", site.Repo, "--forbid", "/build/source").Ended(1).ExplainsItself().Says("index.js");
    }

    private static Site Broken()
    {
        var site = Site.Empty();
        Kernel.MakeDirectories(site.Out);
        Kernel.WriteFile($"{site.Out}/built.js", "// /build/source/x.js\n");
        foreach (
            var (path, text) in ((string, string)[])
                [("abs", "/etc"), ("out", ".."), ("gone", "no"), ("a", "b"), ("b", "a"), ("self", "self"), ("odd\nname", "no")]
        )
        {
            Kernel.MakeLink(text, $"{site.Out}/{path}");
        }

        return site;
    }

    private static JsonElement[] Findings(JsonDocument report) =>
        [.. report.RootElement.GetProperty("findings").EnumerateArray()];

    private static Outcome Verify(Site site, params string[] options) => Binary.Run(["verify", site.Out, .. options]);
}
