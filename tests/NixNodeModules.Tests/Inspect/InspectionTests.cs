using System.Text;
using System.Text.Json;
using NixNodeModules.Inspect;
using NixNodeModules.Plan;
using NixNodeModules.Report;
using Xunit;

namespace NixNodeModules.Tests.Inspect;

public sealed class InspectionTests
{
    private const string Tree = """
        package.json = {"name":"root","version":"1.0.0","devDependencies":{"app":"workspace:*"}}
        .git/objects/large = not counted
        node_modules/.cache/state = 12345
        node_modules/app -> ../packages/app
        node_modules/ms/package.json = {"name":"ms","version":"1.0.0"}
        node_modules/ms/index.js = 1234567890
        node_modules/old/package.json = {"name":"old","version":"1.0.0","dependencies":{"ms":"2"}}
        node_modules/old/node_modules/ms/package.json = {"name":"ms","version":"2.0.0"}
        packages/app/package.json = {"name":"app","version":"1.0.0","dependencies":{"lib":"workspace:*","ms":"1"}}
        packages/app/node_modules/lib -> ../../lib
        packages/lib/package.json = {"name":"lib","version":"1.0.0","dependencies":{"ms":"1"}}
        packages/lib/node_modules/ms/package.json = {"name":"ms","version":"1.0.0"}
        """;

    [Fact]
    public void A_workspace_is_told_by_projects_sizes_duplicates_and_modes()
    {
        var text = new StringWriter { NewLine = "\n" };
        InspectReport.WriteText(new(text), Inspect(Tree, "packages/app", "packages/lib"));
        Assert.Equal(
            """
            3 projects, 4 installed packages, 9 files, 375 bytes
              2 links: 2 workspace
              root@1.0.0  .  (1 file, 73 bytes)
              ├─ node_modules  5 files, 135 bytes; 1 link: 1 workspace
              └─ -> app  devDependencies
              app@1.0.0  packages/app  (1 file, 78 bytes)
              ├─ node_modules  0 files, 0 bytes; 1 link: 1 workspace
              └─ -> lib  dependencies
              lib@1.0.0  packages/lib  (1 file, 58 bytes)
              └─ node_modules  1 file, 31 bytes; 0 links
            """.Trim(),
            string.Join('\n', text.ToString().Split('\n').Take(10))
        );
        Assert.Equal(
            """
              in several versions:
                103 bytes  ms: 1.0.0, 2.0.0
              in several places:
                 72 bytes  ms@1.0.0: node_modules/ms, packages/lib/node_modules/ms
              installed, and nothing leads there:
                old@1.0.0  node_modules/old
                ms@2.0.0  node_modules/old/node_modules/ms
            """,
            string.Join('\n', text.ToString().Split('\n').SkipWhile(line => line != "  in several versions:").Take(7))
        );
        Assert.Equal(
            """
                materialize-workspace +2 workspace packages, +2 files, +162 bytes
                inline-workspace      +2 workspace packages, +2 files, +162 bytes
                strip-workspace       +0 workspace packages, +0 files, +26 bytes; 2 links left out; not there: app, lib
                allow-broken          1 link of it leads nowhere or outside; not there: app

            """,
            string.Join(
                '\n',
                text.ToString()
                    .Split('\n')
                    .SkipWhile(line => !line.StartsWith("    materialize-workspace", StringComparison.Ordinal))
            )
        );
    }

    [Fact]
    public void Every_file_counts_once_for_a_package_or_for_the_rest()
    {
        var inspection = Inspect(Tree, "packages/app", "packages/lib");
        Assert.Equal(
            inspection.Total.Bytes,
            inspection.Inventory.Packages.Sum(package => package.Bytes) + inspection.Other.Bytes
        );
        Assert.Equal(5, inspection.Other.Bytes);
        Assert.Equal(
            inspection.Total.Files,
            inspection.Inventory.Packages.Sum(package => package.Files) + inspection.Other.Files
        );
    }

    [Fact]
    public void A_mode_that_would_be_refused_says_why()
    {
        var inspection = Inspect(
            """
            package.json = {"name":"root"}
            node_modules/gone -> ../no
            node_modules/out -> /elsewhere/d
            """
        );
        Assert.Equal([2, 2, 0, 0], inspection.Modes.Select(mode => mode.Refusals.Count));
        Assert.StartsWith(
            "refused: 2 findings, first dangling node_modules/gone; ",
            InspectReport.ModeText(inspection.Modes[0], inspection.Modes[^1].Holds),
            StringComparison.Ordinal
        );
        Assert.Equal(
            [ExportMode.MaterializeWorkspace, ExportMode.InlineWorkspace, ExportMode.StripWorkspace, ExportMode.AllowBroken],
            inspection.Modes.Select(mode => mode.Mode)
        );
    }

    [Fact]
    public void A_mode_that_cannot_be_planned_says_why_and_the_others_are_told()
    {
        var inspection = Inspect(
            """
            package.json = {"name":"root","dependencies":{"a":"1"}}
            node_modules/.workspace/f
            node_modules/a -> ../a
            a/package.json = {"name":"a","dependencies":{"b":"1"}}
            a/node_modules/b -> ../../b
            b/package.json = {"name":"b"}
            """,
            "a",
            "b"
        );
        Assert.Equal(4, inspection.Modes.Count);
        Assert.Equal(
            "refused: cannot inline the workspace's packages: its node_modules has a .workspace already, which the workspace's packages were to take",
            InspectReport.ModeText(inspection.Modes[1], inspection.Modes[^1].Holds)
        );
    }

    [Fact]
    public void No_name_can_end_the_script_of_the_page_or_write_to_it()
    {
        var inspection = Inspect(
            """
            package.json = {"name":"</script><script>alert(1)//","version":"<!--"}
            node_modules/x/package.json = {"name":"&lt;\u2028'\"","version":"1"}
            """
        );
        var page = new StringWriter();
        HtmlReport.Write(page, inspection);
        var html = page.ToString();
        var start = html.IndexOf("id=\"data\">", StringComparison.Ordinal) + 10;
        var data = html[start..html.IndexOf("</script>", start, StringComparison.Ordinal)];
        Assert.DoesNotContain('<', data);
        using var json = JsonDocument.Parse(data);
        Assert.Equal("</script><script>alert(1)//", json.RootElement.GetProperty("packages")[0][0].GetString());
        Assert.DoesNotContain(
            "http:",
            html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1, 15_000);
    }

    [Fact]
    public void Odd_names_are_escaped_in_graphs()
    {
        var inspection = Inspect(
            """
            package.json = {"name":"a\"]; b\\n<i>#*`","dependencies":{"lib":"1"}}
            node_modules/lib -> ../lib
            lib/package.json = {"name":"lib"}
            """,
            "lib"
        );
        var mermaid = new StringWriter { NewLine = "\n" };
        GraphReport.WriteMermaid(mermaid, inspection);
        Assert.Equal(
            """
            flowchart LR
              p0["a#34;#93;#59; b#92;#8288;#92;#8288;n#60;i#62;#35;#42;#96;<br/>."]
              p1["lib<br/>lib"]
              p0 -->|"dependencies"| p1

            """,
            mermaid.ToString()
        );
        var dot = new StringWriter { NewLine = "\n" };
        GraphReport.WriteDot(dot, inspection);
        Assert.Contains("""p0 [label="a\"]; b\\\\n<i>#*`\n."];""", dot.ToString(), StringComparison.Ordinal);
        Assert.Contains("""p0 -> p1 [label="dependencies"];""", dot.ToString(), StringComparison.Ordinal);
    }

    private static Inspection Inspect(string tree, params string[] projects)
    {
        var workspace = Workspaces.Of(tree, projects);
        return Inspection.Of(workspace.Top, workspace.Projects, workspace.Outside, workspace.Follower, workspace.Knowledge);
    }
}
