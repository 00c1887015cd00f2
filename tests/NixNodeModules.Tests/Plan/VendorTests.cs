using System.Text;
using NixNodeModules.Dependencies;
using NixNodeModules.Plan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Plan;

/// <summary>What lies outside the root is somewhere, <c>{s}</c>, and the output must not depend on where.</summary>
public sealed class VendorTests
{
    private static readonly string[] Places = ["store", "a/deeper/store", "zz/s"];

    [Fact]
    public void A_package_of_a_store_comes_with_what_it_depends_on_once_each_by_name_and_version()
    {
        foreach (var mode in (ExportMode[])[ExportMode.MaterializeWorkspace, ExportMode.InlineWorkspace])
        {
            Made(
                    """
                    node_modules/a -> /{s}/links/@/a/1.0.0/xyz/node_modules/a
                    packages/p/node_modules/a -> /{s}/links/@/a/1.0.0/xyz/node_modules/a
                    packages/p/node_modules/b -> /{s}/links/@s/b/2.0.0/uvw/node_modules/@s/b
                    """,
                    """
                    {s}/links/@/a/1.0.0/xyz/node_modules/a/package.json = { "name": "a", "version": "1.0.0" }
                    {s}/links/@/a/1.0.0/xyz/node_modules/@s/b -> ../../../../../../@s/b/2.0.0/uvw/node_modules/@s/b
                    {s}/links/@s/b/2.0.0/uvw/node_modules/@s/b/package.json = { "name": "@s/b", "version": "2.0.0" }
                    {s}/links/@s/b/2.0.0/uvw/node_modules/@s/b/node_modules/.bin/b -> ../../cli.js
                    {s}/links/@s/b/2.0.0/uvw/node_modules/@s/b/cli.js
                    {s}/links/@/other/1.0.0/x/node_modules/other/package.json
                    """,
                    "packages/p",
                    mode
                )
                .Is(
                    """
                    node_modules/.external/@s+b@2.0.0/node_modules/@s/b/cli.js
                    node_modules/.external/@s+b@2.0.0/node_modules/@s/b/node_modules/.bin/b -> ../../cli.js
                    node_modules/.external/@s+b@2.0.0/node_modules/@s/b/package.json
                    node_modules/.external/a@1.0.0/node_modules/@s/b -> ../../../@s+b@2.0.0/node_modules/@s/b
                    node_modules/.external/a@1.0.0/node_modules/a/package.json
                    node_modules/a -> .external/a@1.0.0/node_modules/a
                    packages/p/node_modules/a -> ../../../node_modules/.external/a@1.0.0/node_modules/a
                    packages/p/node_modules/b -> ../../../node_modules/.external/@s+b@2.0.0/node_modules/@s/b
                    """
                );
        }
    }

    [Fact]
    public void Two_that_have_the_same_name_are_told_apart_by_the_order_of_the_links_to_them() =>
        Made(
                """
                node_modules/one -> /{s}/links/@/a/1.0.0/zz/node_modules/a
                node_modules/two -> /{s}/links/@/a/1.0.0/aa/node_modules/a
                """,
                """
                {s}/links/@/a/1.0.0/zz/node_modules/a/package.json = { "name": "a", "version": "1.0.0" }
                {s}/links/@/a/1.0.0/zz/node_modules/peer -> ../../aa/node_modules/a
                {s}/links/@/a/1.0.0/aa/node_modules/a/package.json = { "name": "a", "version": "1.0.0" }
                """
            )
            .Is(
                """
                node_modules/.external/a@1.0.0/node_modules/a/package.json
                node_modules/.external/a@1.0.0/node_modules/peer -> ../../a@1.0.0_2/node_modules/a
                node_modules/.external/a@1.0.0_2/node_modules/a/package.json
                node_modules/one -> .external/a@1.0.0/node_modules/a
                node_modules/two -> .external/a@1.0.0_2/node_modules/a
                """
            );

    [Fact]
    public void That_order_has_nothing_to_do_with_where_the_links_are_that_lie_outside_themselves() =>
        Made(
                """
                node_modules/one -> /{s}/one
                node_modules/two -> /m/two
                """,
                """
                {s}/one/package.json = { "name": "one" }
                {s}/one/node_modules/x -> ../../x
                {s}/x/package.json = { "name": "x", "version": "1.0.0" }
                {s}/x/first
                m/two/package.json = { "name": "two" }
                m/two/node_modules/x -> ../../x
                m/x/package.json = { "name": "x", "version": "1.0.0" }
                """
            )
            .Is(
                """
                node_modules/.external/one/node_modules/x -> ../../x@1.0.0
                node_modules/.external/one/package.json
                node_modules/.external/two/node_modules/x -> ../../x@1.0.0_2
                node_modules/.external/two/package.json
                node_modules/.external/x@1.0.0/first
                node_modules/.external/x@1.0.0/package.json
                node_modules/.external/x@1.0.0_2/package.json
                node_modules/one -> .external/one
                node_modules/two -> .external/two
                """
            );

    [Fact]
    public void A_package_elsewhere_comes_whole_without_version_control_and_what_it_links_to_comes_too() =>
        Made(
                """
                node_modules/lib -> /{s}/mono/lib
                node_modules/dist -> /{s}/mono/lib/dist
                """,
                """
                {s}/mono/package.json = { "name": "mono" }
                {s}/mono/node_modules/.pnpm/d@1.0.0/node_modules/d/package.json = { "name": "d", "version": "1.0.0" }
                {s}/mono/node_modules/.pnpm/d@1.0.0/node_modules/back -> /ws/packages/p
                {s}/mono/lib/package.json = { "name": "../evil", "version": "1" }
                {s}/mono/lib/.git/config
                {s}/mono/lib/dist/x.js
                {s}/mono/lib/node_modules/d -> ../../node_modules/.pnpm/d@1.0.0/node_modules/d
                """,
                "packages/p",
                more: "packages/p/package.json"
            )
            .Is(
                """
                node_modules/.external/d@1.0.0/node_modules/back -> ../../../../packages/p
                node_modules/.external/d@1.0.0/node_modules/d/package.json
                node_modules/.external/lib/dist/x.js
                node_modules/.external/lib/node_modules/d -> ../../d@1.0.0/node_modules/d
                node_modules/.external/lib/package.json
                node_modules/dist -> .external/lib/dist
                node_modules/lib -> .external/lib
                packages/p/package.json
                """
            );

    [Fact]
    public void What_is_no_package_comes_by_its_own_name_and_a_file_without_what_is_around_it() =>
        Made(
                """
                node_modules/data -> /{s}/data
                node_modules/b.txt -> /{s}/files/b.txt
                node_modules/a.txt -> /{s}/files/a.txt
                """,
                """
                {s}/data/x
                {s}/files/a.txt
                {s}/files/b.txt
                {s}/files/secret
                """
            )
            .Is(
                """
                node_modules/.external/a.txt/a.txt
                node_modules/.external/a.txt/b.txt
                node_modules/.external/data/x
                node_modules/a.txt -> .external/a.txt/a.txt
                node_modules/b.txt -> .external/a.txt/b.txt
                node_modules/data -> .external/data
                """
            );

    [Fact]
    public void What_lies_in_something_else_that_is_copied_is_not_copied_twice() =>
        Made(
                """
                node_modules/a -> /{s}/mono/packages/a
                node_modules/b -> /{s}/mono/packages/b/
                node_modules/mono -> /{s}/mono
                node_modules/way -> ../way/packages/a
                way -> /{s}/mono
                """,
                """
                {s}/mono/package.json = { "name": "mono", "version": "1.0.0" }
                {s}/mono/packages/a/package.json = { "name": "a" }
                {s}/mono/packages/a/node_modules/b -> ../../b
                {s}/mono/packages/b/package.json = { "name": "b" }
                """
            )
            .Is(
                """
                node_modules/.external/mono@1.0.0/package.json
                node_modules/.external/mono@1.0.0/packages/a/node_modules/b -> ../../b
                node_modules/.external/mono@1.0.0/packages/a/package.json
                node_modules/.external/mono@1.0.0/packages/b/package.json
                node_modules/a -> .external/mono@1.0.0/packages/a
                node_modules/b -> .external/mono@1.0.0/packages/b
                node_modules/mono -> .external/mono@1.0.0
                node_modules/way -> .external/mono@1.0.0/packages/a
                """
            );

    [Fact]
    public void With_production_only_what_dependencies_reach_comes_from_outside() =>
        Made(
                """
                node_modules/.pnpm/node_modules/dev -> /{s}/links/@/dev/1.0.0/h/node_modules/dev
                packages/p/node_modules/dev -> /{s}/links/@/dev/1.0.0/h/node_modules/dev
                packages/p/node_modules/a -> /{s}/links/@/a/1.0.0/h/node_modules/a
                """,
                """
                {s}/links/@/dev/1.0.0/h/node_modules/dev/package.json = { "name": "dev", "version": "1.0.0" }
                {s}/links/@/a/1.0.0/h/node_modules/a/package.json = { "name": "a", "version": "1.0.0", "dependencies": { "b": "1", "gone": "1" } }
                {s}/links/@/a/1.0.0/h/node_modules/b -> ../../../../b/1.0.0/h/node_modules/b
                {s}/links/@/a/1.0.0/h/node_modules/peer -> ../../../../b/2.0.0/h/node_modules/b
                {s}/links/@/b/1.0.0/h/node_modules/b/package.json = { "name": "b", "version": "1.0.0" }
                {s}/links/@/b/2.0.0/h/node_modules/b/package.json = { "name": "b", "version": "2.0.0" }
                """,
                "packages/p",
                choice: new DependencyChoice(true, false, false, []),
                more: """packages/p/package.json = { "name": "p", "dependencies": { "a": "1" }, "devDependencies": { "dev": "1" } }"""
            )
            .Is(
                """
                node_modules/.external/a@1.0.0/node_modules/a/package.json
                node_modules/.external/a@1.0.0/node_modules/b -> ../../b@1.0.0/node_modules/b
                node_modules/.external/a@1.0.0/node_modules/peer -> ../../b@2.0.0/node_modules/b
                node_modules/.external/b@1.0.0/node_modules/b/package.json
                node_modules/.external/b@2.0.0/node_modules/b/package.json
                packages/p/node_modules/a -> ../../../node_modules/.external/a@1.0.0/node_modules/a
                """
            );

    [Theory]
    [InlineData("/", "the workspace itself lies in")]
    [InlineData("/home", "the home directory")]
    [InlineData("/home/me", "the home directory")]
    [InlineData("/nix", "a directory of the system")]
    [InlineData("/etc/passwd", "a directory of the system")]
    [InlineData("/proc/self", "a directory of the system")]
    [InlineData("/opt/repo", "a repository that is no package")]
    public void What_nobody_means_to_copy_is_refused(string target, string reason)
    {
        var plan = PlanOf.Workspace(
            $"node_modules/x -> {target}",
            external: ExternalPolicy.Vendor,
            world: "home/me/f\nnix/store/x/f\nopt/repo/.git/HEAD\nproc/self\netc/passwd"
        );
        var finding = Assert.Single(plan.Refusals);
        Assert.Equal(FindingKind.Foreign, finding.Kind);
        Assert.Contains(reason, finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_was_published_from_the_home_directory_does_not_bring_that()
    {
        var plan = PlanOf.Workspace(
            "node_modules/x -> /home/me/data/x",
            external: ExternalPolicy.Vendor,
            world: "home/me/package.json\nhome/me/data/x/f\nhome/me/data/y"
        );
        plan.Makes("node_modules/.external/x/f\nnode_modules/x -> .external/x");
    }

    [Fact]
    public void A_module_tree_that_has_such_a_directory_already_is_refused()
    {
        var failure = Assert.Throws<Failure>(() =>
            PlanOf.Workspace(
                "node_modules/.external/f\nnode_modules/x -> /opt/x/y",
                external: ExternalPolicy.Vendor,
                world: "opt/x/y/f"
            )
        );
        Assert.Equal(ExitCode.Refused, failure.Code);
    }

    [Fact]
    public void A_shim_of_a_workspace_that_was_moved_names_its_own_packages_and_those_from_outside_where_they_are_now()
    {
        const string Shim = "#!/bin/sh basedir=. NODE_PATH=";
        var plan = PlanOf.Workspace(
            $"""
            node_modules/.pnpm/a@1/node_modules/a/package.json
            node_modules/.bin/a = {Shim}"/old/node_modules/.pnpm/a@1/node_modules:/store/b/node_modules:/usr/lib:/other/node_modules"
            node_modules/b -> /store/b/node_modules/b
            """,
            external: ExternalPolicy.Vendor,
            world: """store/b/node_modules/b/package.json = { "name": "b", "version": "1.0.0" }"""
        );
        Assert.Equal(
            Shim
                + "\"$basedir/../.pnpm/a@1/node_modules:$basedir/../.external/b@1.0.0/node_modules:/usr/lib:/other/node_modules\"",
            Encoding.UTF8.GetString(Assert.Single(plan.Contents).Value)
        );
    }

    [Theory]
    [InlineData("-> /opt/b", true)]
    [InlineData("-> c", false)]
    public void A_lockfile_of_what_was_installed_is_left_out_where_packages_come_from_outside(string link, bool isLeftOut)
    {
        var plan = PlanOf.Workspace(
            $"node_modules/.package-lock.json\nnode_modules/c/f\nnode_modules/b {link}",
            external: ExternalPolicy.Vendor,
            world: "opt/b/package.json = {}"
        );
        Assert.Equal(isLeftOut, plan.DroppedStateFiles.Count == 1);
    }

    // The same at each place, with relative links to it as well as with absolute ones.
    private static string Made(
        string tree,
        string world,
        string projects = "",
        ExportMode mode = ExportMode.MaterializeWorkspace,
        DependencyChoice? choice = null,
        string more = ""
    )
    {
        var made = new HashSet<string>();
        foreach (var place in Places)
        {
            foreach (var isRelative in (bool[])[false, true])
            {
                var plan = PlanOf.Workspace(
                    string.Join('\n', tree.Split('\n').Select(line => Placed(line, place, isRelative))) + "\n" + more,
                    projects,
                    mode,
                    ExternalPolicy.Vendor,
                    choice: choice,
                    world: world.Replace("{s}", place, StringComparison.Ordinal)
                );
                Assert.Empty(PlanOf.Words(plan.Refusals));
                Assert.Empty(PlanOf.Words(TreeCheck.Links(plan.Output)));
                made.Add(plan.Made());
            }
        }

        return Assert.Single(made);
    }

    private static string Placed(string line, string place, bool isRelative)
    {
        var path = line.Trim().Split(" -> ")[0];
        var up = string.Concat(Enumerable.Repeat("../", path.Split('/').Length));
        return line.Replace("-> /{s}", isRelative ? $"-> {up}{place}" : $"-> /{place}", StringComparison.Ordinal);
    }
}

file static class Expectation
{
    public static void Is(this string made, string tree) => Assert.Equal(TreeText.Parse(tree).Leaves(), made);
}
