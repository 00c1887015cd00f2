using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Plan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using NixNodeModules.Workspace;
using Xunit;

namespace NixNodeModules.Tests.Verify;

public sealed class DependencyCheckTests
{
    private const string App = """package.json = {"name":"app","dependencies":{"ms":"1"}}""";

    [Theory]
    [InlineData("node_modules/ms/package.json = {}", "")]
    [InlineData("node_modules/ms -> ../ms\nms/package.json = {}", "")]
    [InlineData("node_modules/ms/index.js", "")]
    [InlineData("node_modules/other/package.json = {}", "was not copied, was not installed, or was taken away")]
    [InlineData("node_modules -> elsewhere", "was not copied, was not installed, or was taken away")]
    [InlineData("node_modules/ms -> ../gone", "node_modules/ms leads to no directory")]
    [InlineData("node_modules/ms = a file", "was not copied")]
    [InlineData("node_modules/ms/dist/index.js", "only a part of that package was copied")]
    [InlineData(
        "node_modules/.pnpm/ms@1/node_modules/ms/package.json = {}",
        "it is at node_modules/.pnpm/ms@1/node_modules/ms, where"
    )]
    public void A_dependency_is_a_directory_that_Node_finds_and_can_load(string tree, string cause)
    {
        var findings = Check($"{App}\n{tree}").Findings;
        if (cause.Length == 0)
        {
            Assert.Empty(findings);
            return;
        }

        var finding = Assert.Single(findings);
        Assert.Equal(
            (FindingKind.Missing, "package.json", "ms", "app"),
            (finding.Kind, finding.Path.ToString(), finding.Needed!.Name.ToString(), finding.Needed.Way)
        );
        Assert.Contains(cause, finding.Advice!.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"dependencies":{"x":"1"}}""", "x")]
    [InlineData("""{"dependencies":{"x":"1"},"optionalDependencies":{"x":"1"}}""", "")]
    [InlineData("""{"dependencies":{"x":"1"},"dependenciesMeta":{"x":{"optional":true}}}""", "")]
    [InlineData("""{"dependencies":{"x":"1"},"pnpm":{"overrides":{"a>x":"-"}}}""", "")]
    [InlineData("""{"devDependencies":{"x":"1"},"peerDependencies":{"y":"1"}}""", "")]
    [InlineData("""{"dependencies":{"x":"npm:ms@1","../x":"1"}}""", "../x x")]
    public void What_is_declared_otherwise_than_as_a_dependency_may_be_absent(string manifest, string missing) =>
        Assert.Equal(missing, Missing($"package.json = {manifest}"));

    [Fact]
    public void An_empty_directory_that_hides_a_package_is_told_as_that()
    {
        var finding = Assert.Single(
            Check(
                "app/package.json = {\"dependencies\":{\"ms\":\"1\"}}\napp/node_modules/ms/\nnode_modules/ms/package.json = {}"
            ).Findings
        );
        Assert.Contains("hides node_modules/ms", finding.Advice!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_reached_is_asked_too_and_told_with_the_way_to_it()
    {
        const string tree = """
            package.json = {"name":"app","dependencies":{"a":"1"},"optionalDependencies":{"o":"1"},"devDependencies":{"d":"1"}}
            node_modules/a/package.json = {"name":"a","dependencies":{"b":"1"},"devDependencies":{"not-installed":"1"},"peerDependencies":{"p":"1"}}
            node_modules/b/package.json = {"name":"b","dependencies":{"gone":"1"}}
            node_modules/o/package.json = {"name":"o","dependencies":{"gone-too":"1"}}
            node_modules/p/package.json = {"name":"p","dependencies":{"gone-as-well":"1"}}
            node_modules/d/package.json = {"name":"d","dependencies":{"for-development":"1"}}
            node_modules/unused/package.json = {"name":"unused","dependencies":{"never-asked":"1"}}
            """;
        var check = Check(tree);
        Assert.Equal(
            [
                "node_modules/b/package.json needs gone: app > a > b",
                "node_modules/o/package.json needs gone-too: app > o",
                "node_modules/p/package.json needs gone-as-well: app > a > p",
            ],
            check.Findings.Select(one => $"{one.Path} needs {one.Needed!.Name}: {one.Needed.Way}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(5, check.Packages);
        Assert.Equal("gone-as-well", Missing(tree, optional: ["gone", "gone-too"]));
    }

    [Theory]
    [InlineData("package.json = {}\npackages/a/package.json = {}", "packages/a", ". packages/a")]
    [InlineData("package.json = {}\npackages/a/package.json = {}", "", ".")]
    [InlineData("package.json = {}\npackages/a/package.json = {}\npackages/a/node_modules/", "", ". packages/a")]
    [InlineData("packages/a/package.json = {}\npackages/a/templates/b/package.json = {}", "", "packages/a")]
    [InlineData(
        "packages/a/package.json = {}\npackages/a/.next/standalone/package.json = {}\npackages/a/.next/standalone/node_modules/",
        "",
        "packages/a"
    )]
    [InlineData("node_modules/a/package.json = {}\nnode_modules/.pnpm/a@1/node_modules/a/package.json = {}", "", "")]
    [InlineData("node_modules/.workspace/packages/a/package.json = {}", "", "node_modules/.workspace/packages/a")]
    [InlineData(
        "app/package.json = {}\napp/node_modules/.workspace/lib/package.json = {}",
        "",
        "app app/node_modules/.workspace/lib"
    )]
    public void Projects_are_what_the_top_lists_what_no_other_is_around_and_what_has_a_node_modules(
        string tree,
        string listed,
        string expected
    ) =>
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                Check(tree, [], [.. listed.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Projects.Select(Shown)
            )
        );

    [Theory]
    [InlineData("node_modules/a/package.json = {\"dependencies\":{\"x\":\"1\"}}", "x")]
    [InlineData("node_modules/@s/a/package.json = {\"dependencies\":{\"x\":\"1\"}}", "x")]
    [InlineData(
        "node_modules/a -> .pnpm/a@1/node_modules/a\nnode_modules/.pnpm/a@1/node_modules/a/package.json = {\"dependencies\":{\"x\":\"1\"}}",
        "x"
    )]
    [InlineData("node_modules/.pnpm/a@1/node_modules/a/package.json = {\"dependencies\":{\"x\":\"1\"}}", "")]
    [InlineData("package.json = {}\nnode_modules/a/package.json = {\"dependencies\":{\"x\":\"1\"}}", "")]
    [InlineData("package.json = {\"workspaces\":[\"p/*\"]}\nnode_modules/a/package.json = {\"dependencies\":{\"x\":\"1\"}}", "x")]
    [InlineData("package.json = {}\nnode_modules/.bun/\nnode_modules/a/package.json = {\"dependencies\":{\"x\":\"1\"}}", "x")]
    [InlineData(
        "package.json = {}\nnode_modules/.bun/b/package.json = {\"dependencies\":{\"x\":\"1\"}}\nnode_modules/b -> .bun/b",
        ""
    )]
    [InlineData(
        "lib/node_modules/a/package.json = {\"dependencies\":{\"x\":\"1\"}}\nlib/node_modules/a/node_modules/x/package.json = {}",
        ""
    )]
    public void What_stands_in_a_node_modules_of_no_package_is_asked(string tree, string missing) =>
        Assert.Equal(missing, Missing(tree));

    [Theory]
    [InlineData("lib/app", "lib/app lib/app/packages/x")]
    [InlineData("lib/node_modules/app", "lib/node_modules/app lib/node_modules/app/packages/x")]
    public void A_workspace_that_stands_deeper_has_its_projects_too(string app, string projects)
    {
        var check = Check(
            $$"""
            {{app}}/package.json = {"name":"app","workspaces":["packages/*"]}
            {{app}}/node_modules/x -> ../packages/x
            {{app}}/packages/x/package.json = {"name":"x","dependencies":{"gone":"1"} }
            """
        );
        Assert.Equal(projects, string.Join(' ', check.Projects));
        Assert.Equal("gone", string.Join(' ', check.Findings.Select(one => one.Needed!.Name)));
    }

    [Theory]
    [InlineData("package.json = { bad", "package.json", "line 1, byte 3")]
    [InlineData("package.json = []", "package.json", "not the JSON of a package.json")]
    [InlineData("package.json/", "package.json", "it is not a file")]
    [InlineData("app/package.json = { bad", "app/package.json", "not the JSON")]
    [InlineData("package.json = {}\npackages/x/package.json = null", "packages/x/package.json", "not the JSON")]
    [InlineData(
        App + "\nnode_modules/ms/package.json = { bad",
        "node_modules/ms/package.json",
        "not the JSON of a package.json (line 1, byte 3)"
    )]
    public void A_manifest_that_says_nothing_is_a_finding_and_the_others_are_asked(string tree, string path, string reason)
    {
        string[] listed = tree.Contains("packages/x", StringComparison.Ordinal) ? ["packages/x"] : [];
        var findings = Check(
            $"{tree}\nother/package.json = {{}}\nother/node_modules/a/package.json = {{}}\nother/packages/y/package.json = {{\"dependencies\":{{\"gone\":\"1\"}}}}\nother/packages/y/node_modules/",
            [],
            listed
        ).Findings;
        Assert.Equal([FindingKind.Missing, FindingKind.Unreadable], findings.Select(one => one.Kind).Order());
        var unreadable = findings.Single(one => one.Kind == FindingKind.Unreadable);
        Assert.Equal(path, unreadable.Path.ToString());
        Assert.Contains(reason, unreadable.Reason, StringComparison.Ordinal);
    }

    private static string Missing(string tree, params string[] optional) =>
        string.Join(' ', Check(tree, optional).Findings.Select(one => one.Needed!.Name.ToString()));

    private static string Shown(BytePath path) => path.IsEmpty ? "." : path.ToString();

    private static DependencyCheck Check(string tree, string[]? optional = null, string[]? listed = null)
    {
        var text = TreeText.Parse(tree);
        var top = text.InMemory();
        var files = text.Entries.Where(line => line.Kind == FileKind.File).ToDictionary(line => line.Path, line => line.Text);
        var outside = new Outside(BytePath.FromText("/ws"));
        var knowledge = new NothingToRead(outside, files);
        var follower = new Follower(new(top, outside), knowledge);
        var plain = new PackageGraph([], follower, knowledge) { IsLenient = true };
        return DependencyCheck.Of(top, List, plain, follower, knowledge, [.. (optional ?? []).Select(BytePath.FromText)]);

        IReadOnlyList<Project> List(DirectoryNode directory)
        {
            var manifest = plain.At(directory).Manifest;
            var inner =
                directory == top
                    ? (listed ?? []).Select(path => TreeText.Find(top, path))
                    : manifest.Workspaces.SelectMany(ProjectPattern.Parse).SelectMany(one => one.Expand(directory, _ => { }));
            return [new(directory, manifest), .. inner.Select(one => new Project(one, plain.At(one).Manifest))];
        }
    }
}
