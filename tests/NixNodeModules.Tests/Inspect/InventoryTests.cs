using System.Globalization;
using NixNodeModules.Inspect;
using NixNodeModules.Report;
using Xunit;

namespace NixNodeModules.Tests.Inspect;

public sealed class InventoryTests
{
    // Beside what projects need: a package that is hoisted only (stray), one with an alias (odd), one of which there are two.
    private const string Tree = """
        package.json = {"name":"root","version":"1.0.0","devDependencies":{"tsc":"1"}}
        node_modules/tsc -> .pnpm/tsc@1/node_modules/tsc
        node_modules/.pnpm/tsc@1/node_modules/tsc/package.json = {"name":"tsc","version":"1.0.0","dependencies":{"ms":"1"}}
        node_modules/.pnpm/tsc@1/node_modules/ms -> ../../ms@1/node_modules/ms
        node_modules/.pnpm/ms@1/node_modules/ms/package.json = {"name":"ms","version":"1.0.0"}
        node_modules/.pnpm/ms@2/node_modules/ms/package.json = {"name":"ms","version":"2.0.0"}
        node_modules/.pnpm/a@1/node_modules/a/package.json = {"name":"a","version":"1.0.0","dependencies":{"odd":"npm:ms@2"},"peerDependencies":{"b":"1"}}
        node_modules/.pnpm/a@1/node_modules/a/lib/deep.js
        node_modules/.pnpm/a@1/node_modules/odd -> ../../ms@2/node_modules/ms
        node_modules/.pnpm/a@1/node_modules/b -> ../../b@1/node_modules/b
        node_modules/.pnpm/b@1/node_modules/b/package.json = {"name":"b","version":"1.0.0","dependencies":{"a":"1"}}
        node_modules/.pnpm/b@1/node_modules/a -> ../../a@1/node_modules/a
        node_modules/.pnpm/stray@1/node_modules/stray/package.json = {"name":"stray","version":"1.0.0"}
        node_modules/.pnpm/node_modules/stray -> ../stray@1/node_modules/stray
        node_modules/.pnpm/node_modules/lib -> ../../../packages/lib
        packages/app/package.json = {"name":"app","version":"1.0.0","dependencies":{"lib":"workspace:*","a":"1"}}
        packages/app/node_modules/lib -> ../../lib
        packages/app/node_modules/a -> ../../../node_modules/.pnpm/a@1/node_modules/a
        packages/lib/package.json = {"name":"lib","version":"1.0.0","dependencies":{"a":"1"}}
        packages/lib/node_modules/a -> ../../../node_modules/.pnpm/a@1/node_modules/a
        """;

    [Fact]
    public void All_ways_to_a_package_are_told_shortest_first_and_none_goes_round() =>
        Assert.Equal(
            """
            a@1.0.0  node_modules/.pnpm/a@1/node_modules/a
              needed for production: 3 ways
              app@1.0.0  packages/app
              └─ a@1.0.0  dependencies  packages/app/node_modules/a -> node_modules/.pnpm/a@1/node_modules/a
              lib@1.0.0  packages/lib
              └─ a@1.0.0  dependencies  packages/lib/node_modules/a -> node_modules/.pnpm/a@1/node_modules/a
              app@1.0.0  packages/app
              └─ lib@1.0.0  dependencies  packages/app/node_modules/lib -> packages/lib
                 └─ a@1.0.0  dependencies  packages/lib/node_modules/a -> node_modules/.pnpm/a@1/node_modules/a

            """,
            Why("a")
        );

    [Fact]
    public void Every_version_and_every_alias_of_a_name_is_told_with_what_it_is_there_for()
    {
        Assert.Equal(
            """
            ms@1.0.0  node_modules/.pnpm/ms@1/node_modules/ms
              needed for development only: 1 way
              root@1.0.0  .
              └─ tsc@1.0.0  devDependencies  node_modules/tsc -> node_modules/.pnpm/tsc@1/node_modules/tsc
                 └─ ms@1.0.0  dependencies  node_modules/.pnpm/tsc@1/node_modules/ms -> node_modules/.pnpm/ms@1/node_modules/ms
            ms@2.0.0  node_modules/.pnpm/ms@2/node_modules/ms
              needed for production: 3 ways

            """,
            string.Concat(Why("ms").Split('\n').Take(7).Select(line => line + "\n"))
        );
        Assert.StartsWith("ms@2.0.0  node_modules/.pnpm/ms@2/node_modules/ms\n", Why("odd"), StringComparison.Ordinal);
        Assert.Contains(
            "only devDependencies lead to it: with --prod it is left out",
            Why("ms@1.0.0", isProduction: true),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("stray", "stray@1.0.0 nothing depends on it")]
    [InlineData("./packages/app", "app@1.0.0 a project of the workspace, which no other needs")]
    [InlineData("packages/lib/", "lib@1.0.0 a project of the workspace, which others need: 1 way")]
    [InlineData("packages/lib/node_modules/a/lib/deep.js", "a@1.0.0 needed for production")]
    [InlineData("/ws/node_modules/.pnpm/b@1/node_modules/b", "b@1.0.0 needed for production")]
    [InlineData("st*", "stray@1.0.0 nothing depends on it")]
    public void A_package_is_found_by_name_glob_and_path_and_told_for_what_it_is(string query, string expected)
    {
        var lines = Why(query).Split('\n');
        Assert.StartsWith(expected, $"{lines[0].Split(' ')[0]} {lines[1].Trim()}", StringComparison.Ordinal);
    }

    [Theory, InlineData("none"), InlineData("a@9"), InlineData("x*"), InlineData("node_modules/.pnpm"), InlineData("/elsewhere")]
    public void What_is_no_package_is_not_found(string query) => Assert.Empty(Why(query));

    [Fact]
    public void A_package_with_more_ways_than_anybody_reads_is_told_with_the_first_few()
    {
        // A ladder of 40 rungs with two packages each: 2^40 ways from end to end.
        var tree = """
            package.json = {"name":"root","dependencies":{"x0":"1","y0":"1"}}
            node_modules/x40/package.json = {"name":"x40"}
            """;
        for (var i = 0; i < 40; i++)
        {
            foreach (var side in (string[])["x", "y"])
            {
                tree += string.Create(
                    CultureInfo.InvariantCulture,
                    $"\nnode_modules/{side}{i}/package.json = {{\"name\":\"{side}{i}\",\"dependencies\":{{\"x{i + 1}\":\"1\",\"y{i + 1}\":\"1\"}}}}"
                );
            }
        }

        var target = Workspaces.WithInventory(tree).Inventory.Packages.Single(package => package.Package.DisplayName == "x40");
        var chains = Chains.To(target, isProduction: false, 100, out var isCut);
        Assert.True(isCut);
        Assert.Equal(Enumerable.Repeat(41, 100), chains.Select(chain => chain.Count));
        Assert.Equal(100, chains.Select(chain => string.Join(' ', chain.Select(step => step.On.Title))).Distinct().Count());
    }

    private static string Why(string query, bool isProduction = false)
    {
        var workspace = Workspaces.WithInventory(Tree, "packages/app", "packages/lib");
        var packages = PackageQuery.Find(workspace.Inventory, workspace.Top, workspace.Outside.Root, workspace.Follower, query);
        var text = new StringWriter { NewLine = "\n" };
        new WhyReport(query, isProduction, WhyReport.Few, packages).WriteText(new(text));
        return text.ToString();
    }
}
