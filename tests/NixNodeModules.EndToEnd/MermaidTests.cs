using System.Net;
using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>The graph of <c>inspect --format mermaid</c>, parsed and drawn by Mermaid itself in a real browser.</summary>
public sealed class MermaidTests
{
    public static TheoryData<string, string> Installs => InspectTests.Installs;

    [Theory, MemberData(nameof(Installs))]
    public async Task Every_project_is_a_box_and_every_need_an_arrow(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        await using var browser = await Draw(site, RealInstall.Of(fixture, packageManager));
        await browser.Picture($"mermaid-{fixture}-whole");
    }

    [Fact]
    public async Task Names_with_all_that_Mermaid_could_take_for_its_own_are_shown_as_they_are()
    {
        string[] names =
        [
            "end",
            "graph TD; a-->b",
            """quo"te's \" `tick`""",
            "[(brackets)] {{}} | >",
            "<b>bold</b> &amp; &lt;i&gt; #35; #quot;",
            "line\nbreak %% comment",
            "**strong** __under__ ~strike~ - [link](x)",
            "1. list",
            "- list",
            "$$x^2$$ %%{init: {}}%%",
            "fa:fa-car :::css @{ shape: circle } click",
            "ünï — 名前 🚀 \u202eleft",
            "%",
            "```",
        ];
        using var site = Site.Empty().File("node_modules/.keep").File("pnpm-workspace.yaml", "packages:\n  - p/*\n");
        site.File(
            "package.json",
            JsonSerializer.Serialize(
                new { name = "root", dependencies = names.ToDictionary(name => name, _ => "1", StringComparer.Ordinal) }
            )
        );
        for (var i = 0; i < names.Length; i++)
        {
            site.File($"p/{i}-\"[{{|#<\u00fc>/package.json", JsonSerializer.Serialize(new { name = names[i], version = "1" }));
        }

        await using var browser = await Draw(site, site.Repo);
        await browser.Picture("mermaid-odd-whole");
    }

    [Fact]
    public void The_graph_in_the_documents_is_what_the_command_prints() =>
        Assert.Contains(
            $"```mermaid\n{Binary.Run("inspect", "--root", RealInstall.Of("pnpm-monorepo", "pnpm9"), "--format", "mermaid").Ended(0).Output}```\n",
            File.ReadAllText(Repository.PathOf("docs", "inspect.md")),
            StringComparison.Ordinal
        );

    // Compares what is drawn with the report for programs: the boxes with their texts, and between which of them arrows lead.
    private static async Task<Browser> Draw(Site site, string repo)
    {
        var graph = Binary.Run("inspect", "--root", repo, "--format", "mermaid").Ended(0).Output;
        using var json = JsonDocument.Parse(Binary.Run("inspect", "--root", repo, "--format", "json").Ended(0).Output);
        Tool.Run(Repository.PathOf("tests", "install-tools"), "mermaid");
        var script = Repository.PathOf(".tools", "mermaid", "node_modules", "@mermaid-js", "tiny", "dist", "mermaid.tiny.js");
        var page = $"{site.Top}/page.html";
        await File.WriteAllTextAsync(
            page,
            $"""<!doctype html><meta charset="utf-8"><pre>{WebUtility.HtmlEncode(graph)}</pre><script src="file://{script}"></script>"""
        );
        var browser = await Browser.Open(page);
        Assert.Equal(
            "flowchart-v2",
            await browser.Await("mermaid.parse(document.querySelector('pre').textContent).then(one => one.diagramType)")
        );
        await browser.Await(
            "mermaid.render('drawn', document.querySelector('pre').textContent).then(({ svg }) => { document.body.innerHTML = svg })"
        );
        var projects = json.RootElement.GetProperty("projects").EnumerateArray().ToList();
        Assert.Equal(
            string.Join('\n', projects.Select(Label)),
            await browser.Evaluate(
                "[...document.querySelectorAll('g.node .nodeLabel')].map(box => box.innerText.replaceAll('\u2060', '').replace('\\n', '|')).join('\\n')"
            )
        );
        Assert.Equal(
            projects
                .Sum(project => project.GetProperty("projects").GetArrayLength())
                .ToString(System.Globalization.CultureInfo.InvariantCulture),
            await browser.Evaluate("document.querySelectorAll('path.flowchart-link').length")
        );
        Assert.Equal([], browser.Complaints);
        return browser;
    }

    private static string Label(JsonElement project)
    {
        var (name, version) = (project.GetProperty("name").GetString(), project.GetProperty("version").GetString());
        return $"{name ?? project.GetProperty("path").GetString()}{(version is null ? "" : $"@{version}")}|{project.GetProperty("path").GetString()}";
    }
}
