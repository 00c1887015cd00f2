using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>What a run says: the report on standard output and in a file, progress on standard error.</summary>
public sealed class ReportTests
{
    [Theory, InlineData("materialize-workspace"), InlineData("strip-workspace"), InlineData("allow-broken")]
    public void A_dry_run_writes_nothing_and_reports_the_same(string mode)
    {
        using var site = Site.WithWorkspace();
        var dry = site.Leaves(() => site.Exports("--mode", mode, "--dry-run"));
        var dryJson = site.Leaves(() => site.Exports("--mode", mode, "--dry-run", "--format", "json"));
        var real = site.Exports("--mode", mode);
        ScratchSpace.Remove(site.Out);
        var realJson = site.Exports("--mode", mode, "--format", "json");

        Assert.StartsWith("would export to ", dry.Output, StringComparison.Ordinal);
        Assert.Equal(real.Output, "exported" + dry.Output["would export".Length..]);
        Assert.Equal(realJson.Output, dryJson.Output.Replace("\"planned\"", "\"exported\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_dry_run_refuses_what_a_real_one_refuses()
    {
        using var site = Site.WithWorkspace().Link("node_modules/bad", "/etc/passwd");
        Assert.Equal(site.Refuses(3), site.Refuses(3, "--dry-run"));
        Kernel.MakeDirectories($"{site.Out}/something");
        site.Refuses(2, "--dry-run");
    }

    [Theory, InlineData("pnpm9"), InlineData("pnpm10"), InlineData("pnpm12")]
    public void The_json_report_tells_what_is_on_disk(string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of("pnpm-edges", packageManager);
        var outcome = Binary.Run("export", "--root", repo, "--out", site.Out, "--format", "json").Ended(0);

        using var document = JsonDocument.Parse(outcome.Output);
        var report = document.RootElement;
        var (source, output) = (TreeSnapshot.Of(repo), TreeSnapshot.Of(site.Out));
        Assert.Equal("nix-node-modules/export/1", report.GetProperty("schema").GetString());
        Assert.Equal("exported", report.GetProperty("result").GetString());
        Assert.Equal("materialize-workspace", report.GetProperty("mode").GetString());

        var totals = report.GetProperty("totals");
        var files = output.Nodes.Where(pair => pair.Value.IsFile).Select(pair => output.PathOf(pair.Key)).ToList();
        Assert.Equal(output.Nodes.Values.Count(node => node.IsDirectory), totals.GetProperty("directories").GetInt32());
        Assert.Equal(files.Count, totals.GetProperty("files").GetInt32());
        Assert.Equal(output.Links.Count(), totals.GetProperty("links").GetInt32());
        Assert.Equal(files.Sum(file => Kernel.Look(file)!.Value.st_size), totals.GetProperty("bytes").GetInt64());

        var links = report.GetProperty("links").EnumerateArray().ToList();
        Assert.Equal(
            output.Links,
            links.Select(link => link.GetProperty("path").GetString()!).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.All(
            links,
            link =>
            {
                var path = link.GetProperty("path").GetString()!;
                var target = link.GetProperty("target").GetString()!;
                Assert.Equal(output.Nodes[path].Content, link.GetProperty("text").GetString());
                Assert.Equal(target == "." ? output.Top : output.PathOf(target), Kernel.Resolve(output.PathOf(path)));
            }
        );
        Assert.Equal(links.Count, report.GetProperty("linkKinds").EnumerateObject().Sum(kind => kind.Value.GetInt32()));
        Assert.Equal(ExpectedTree.ProjectsOf(source).Count, Paths(report, "inclusions", "module-tree").Count);
        Assert.All(
            Paths(report, "inclusions", null),
            path => Assert.Contains(path == "." ? "" : path, output.Nodes.Keys, StringComparer.Ordinal)
        );
        Assert.Empty(report.GetProperty("findings").EnumerateArray());
        Assert.Empty(report.GetProperty("broken").EnumerateArray());
    }

    [Fact]
    public void The_report_names_neither_the_source_nor_a_clock()
    {
        using var site = Site.WithWorkspace();
        var first = site.Exports("--format", "json").Output;
        Assert.DoesNotContain(site.Top, first, StringComparison.Ordinal);

        Directory.Move(site.Repo, $"{site.Top}/elsewhere");
        var second = Binary.Run("export", "--root", $"{site.Top}/elsewhere", "--out", $"{site.Top}/out2", "--format", "json");
        Assert.Equal(first, second.Ended(0).Output);
    }

    [Fact]
    public void A_package_by_many_links_is_reported_once_with_their_number()
    {
        using var site = Site.WithWorkspace();
        foreach (var i in Enumerable.Range(1, 9))
        {
            site.Link($"node_modules/lib-{i}", "../packages/lib");
        }

        using var report = JsonDocument.Parse(site.Exports("--format", "json").Output);
        var one = Assert.Single(report.RootElement.GetProperty("inclusions").EnumerateArray(), IsDirectory);
        Assert.Equal("packages/lib", one.GetProperty("path").GetString());
        Assert.Equal("lib", one.GetProperty("package").GetString());
        Assert.Equal(10, one.GetProperty("links").GetInt32());
    }

    [Fact]
    public void A_report_file_holds_the_json_report_besides()
    {
        using var site = Site.WithWorkspace();
        var file = $"{site.Top}/report.json";
        var text = site.Exports("--report", file).Output;
        Assert.StartsWith("exported to ", text, StringComparison.Ordinal);
        ScratchSpace.Remove(site.Out);
        Assert.Equal(site.Exports("--format", "json").Output, File.ReadAllText(file));
    }

    [Fact]
    public void A_report_inside_the_workspace_is_no_part_of_the_output()
    {
        using var site = Site.WithWorkspace();
        site.Exports();
        var plain = TreeSnapshot.Of(site.Out);
        ScratchSpace.Remove(site.Out);
        site.Exports("--report", site.PathOf("node_modules/lib/report.json"));
        Assert.Equal([], plain.DifferencesTo(TreeSnapshot.Of(site.Out)));
        Assert.Contains("report.json", Kernel.List(site.PathOf("packages/lib")), StringComparer.Ordinal);
    }

    [Fact]
    public void A_link_is_followed_and_a_pipe_or_device_written_to_and_none_replaced()
    {
        using var site = Site.WithWorkspace();
        var expected = site.Exports("--format", "json").Output;
        Tool.Run("mkfifo", $"{site.Top}/pipe");
        Kernel.MakeLink("target.json", $"{site.Top}/link");
        Kernel.MakeLink("/dev/null", $"{site.Top}/nothing");

        ScratchSpace.Remove(site.Out);
        using var reader = Tool.Start("cat", [$"{site.Top}/pipe"]);
        site.Exports("--report", $"{site.Top}/pipe");
        Assert.Equal(expected, reader.Result.StandardOutput);
        foreach (var name in (string[])["link", "link", "nothing"])
        {
            ScratchSpace.Remove(site.Out);
            site.Exports("--report", $"{site.Top}/{name}");
        }

        Assert.Equal(expected, File.ReadAllText($"{site.Top}/target.json"));
        Assert.Equal("target.json", Kernel.ReadLink($"{site.Top}/link"));
        Assert.Equal("/dev/null", Kernel.ReadLink($"{site.Top}/nothing"));
        Assert.Equal(["link", "nothing", "out", "pipe", "repo", "target.json"], Kernel.List(site.Top));
    }

    [Fact]
    public void A_refusal_is_reported_as_json_too()
    {
        using var site = Site.WithWorkspace().Link("node_modules/bad", "/etc/passwd");
        var file = $"{site.Top}/report.json";
        var outcome = site.Export("--format", "json", "--report", file).Ended(3).ExplainsItself().Says("node_modules/bad");

        Assert.Equal(outcome.Output, File.ReadAllText(file));
        using var report = JsonDocument.Parse(outcome.Output);
        Assert.Equal("refused", report.RootElement.GetProperty("result").GetString());
        var finding = Assert.Single(report.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal("escaping", finding.GetProperty("kind").GetString());
        Assert.Equal("node_modules/bad", finding.GetProperty("path").GetString());
        Assert.Equal("/etc/passwd", finding.GetProperty("text").GetString());
        Assert.Equal(["repo", "report.json"], Kernel.List(site.Top));
    }

    [Fact]
    public void A_report_that_cannot_be_written_ends_the_run_cleanly()
    {
        using var site = Site.WithWorkspace();
        site.Refuses(1, "--report", $"{site.Top}/no/report.json").Says($"{site.Top}/no/report.json", "--report");
        site.Refuses(1, "--report", site.Repo).Says(site.Repo);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    [InlineData("<&- >&- 2>&-")]
    public void Streams_that_take_nothing_change_nothing_else(string redirection)
    {
        using var site = Site.WithWorkspace();
        site.Exports();
        var plain = TreeSnapshot.Of(site.Out);
        foreach (var progress in (string[])["auto", "always"])
        {
            ScratchSpace.Remove(site.Out);
            Shell($"\"$0\" export --root {site.Repo} --out {site.Out} --progress {progress} {redirection}").Ended(0);
            Assert.Equal([], plain.DifferencesTo(TreeSnapshot.Of(site.Out)));
        }

        Shell($"\"$0\" export --root {site.Repo} --out {site.Out} {redirection}").Ended(2);
        Shell($"\"$0\" export --nonsense {redirection}").Ended(2);

        static Outcome Shell(string line) => Tool.Try("sh", ["-c", line, Binary.Path], environment: null, directory: null);
    }

    [Fact]
    public void Progress_that_cannot_be_shown_ends_nothing()
    {
        using var site = Site.WithWorkspace();
        var (program, arguments) = Strace.Export(site, "symlinkat:delay_enter=1200000", "/dev/null");
        string[] line = ["-c", "exec \"$0\" \"$@\" --progress always 2>/dev/full", program, .. arguments];
        Tool.Try("sh", line, environment: null, directory: null).Ended(0);
        SelfContained.Check(site.Out);
    }

    private static bool IsDirectory(JsonElement inclusion) => inclusion.GetProperty("kind").GetString() == "directory";

    private static List<string> Paths(JsonElement report, string array, string? kind) =>
        [
            .. report
                .GetProperty(array)
                .EnumerateArray()
                .Where(one => kind is null || one.GetProperty("kind").GetString() == kind)
                .Select(one => one.GetProperty("path").GetString()!),
        ];
}
