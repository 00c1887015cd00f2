using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class PruneTests
{
    // pnpm's layout: an isolated store with links, hoisted links for all that is in it, shims in .bin.
    private const string Isolated = """
        package.json = {"name":"root","devDependencies":{"tsc":"1"}}
        node_modules/tsc -> .pnpm/tsc@1/node_modules/tsc
        node_modules/.bin/tsc = #!/bin/sh basedir=x exec node "$basedir/../.pnpm/tsc@1/node_modules/tsc/bin.js"
        node_modules/.pnpm/tsc@1/node_modules/tsc/package.json = {"name":"tsc"}
        node_modules/.pnpm/tsc@1/node_modules/tsc/bin.js
        node_modules/.pnpm/a@1/node_modules/a/package.json = {"name":"a","dependencies":{"b":"1"},"peerDependencies":{"c":"1","d":"1"},"peerDependenciesMeta":{"d":{"optional":true}}}
        node_modules/.pnpm/a@1/node_modules/a/lib/node_modules/kept/index.js
        node_modules/.pnpm/a@1/node_modules/a/node_modules/.bin/b = #!/bin/sh basedir=x exec node "$basedir/../../../b/b.js"
        node_modules/.pnpm/a@1/node_modules/b -> ../../b@1/node_modules/b
        node_modules/.pnpm/a@1/node_modules/c -> ../../c@1/node_modules/c
        node_modules/.pnpm/a@1/node_modules/extended -> ../../extended@1/node_modules/extended
        node_modules/.pnpm/b@1/node_modules/b/package.json = {"name":"b","optionalDependencies":{"fsevents":"1","other":"1"}}
        node_modules/.pnpm/b@1/node_modules/b/b.js
        node_modules/.pnpm/b@1/node_modules/fsevents -> ../../fsevents@1/node_modules/fsevents
        node_modules/.pnpm/fsevents@1/node_modules/fsevents/package.json = {"name":"fsevents"}
        node_modules/.pnpm/c@1/node_modules/c/package.json = {"name":"c"}
        node_modules/.pnpm/d@1/node_modules/d/package.json = {"name":"d"}
        node_modules/.pnpm/extended@1/node_modules/extended/package.json = {"name":"extended"}
        node_modules/.pnpm/phantom@1/node_modules/phantom/package.json = {"name":"phantom"}
        node_modules/.pnpm/node_modules/d -> ../d@1/node_modules/d
        node_modules/.pnpm/node_modules/phantom -> ../phantom@1/node_modules/phantom
        node_modules/.pnpm/node_modules/b -> ../b@1/node_modules/b
        packages/app/package.json = {"name":"app","dependencies":{"a":"1","lib":"workspace:*"},"devDependencies":{"tsc":"1"}}
        packages/app/index.js
        packages/app/node_modules/a -> ../../../node_modules/.pnpm/a@1/node_modules/a
        packages/app/node_modules/lib -> ../../lib
        packages/app/node_modules/tsc -> ../../../node_modules/.pnpm/tsc@1/node_modules/tsc
        packages/app/node_modules/.bin/tsc = #!/bin/sh basedir=x exec node "$basedir/../../../../node_modules/.pnpm/tsc@1/node_modules/tsc/bin.js"
        packages/lib/package.json = {"name":"lib","dependencies":{"c":"1"},"devDependencies":{"phantom":"1"}}
        packages/lib/node_modules/c -> ../../../node_modules/.pnpm/c@1/node_modules/c
        packages/lib/node_modules/phantom -> ../../../node_modules/.pnpm/phantom@1/node_modules/phantom
        packages/other/package.json = {"name":"other","dependencies":{"d":"1"}}
        packages/other/node_modules/d -> ../../../node_modules/.pnpm/d@1/node_modules/d
        """;

    private const string AppForProduction = """
        node_modules/.pnpm/a@1/node_modules/a/package.json
        node_modules/.pnpm/a@1/node_modules/a/lib/node_modules/kept/index.js
        node_modules/.pnpm/a@1/node_modules/a/node_modules/.bin/b
        node_modules/.pnpm/a@1/node_modules/b -> ../../b@1/node_modules/b
        node_modules/.pnpm/a@1/node_modules/c -> ../../c@1/node_modules/c
        node_modules/.pnpm/a@1/node_modules/extended -> ../../extended@1/node_modules/extended
        node_modules/.pnpm/b@1/node_modules/b/package.json
        node_modules/.pnpm/b@1/node_modules/b/b.js
        node_modules/.pnpm/b@1/node_modules/fsevents -> ../../fsevents@1/node_modules/fsevents
        node_modules/.pnpm/fsevents@1/node_modules/fsevents/package.json
        node_modules/.pnpm/c@1/node_modules/c/package.json
        node_modules/.pnpm/extended@1/node_modules/extended/package.json
        packages/app/package.json
        packages/app/index.js
        packages/app/node_modules/a -> ../../../node_modules/.pnpm/a@1/node_modules/a
        packages/app/node_modules/lib -> ../../lib
        packages/lib/package.json
        packages/lib/node_modules/c -> ../../../node_modules/.pnpm/c@1/node_modules/c
        """;

    private static readonly DependencyChoice Production = DependencyChoice.All with { IsProduction = true };

    [Fact]
    public void An_app_for_production_has_what_dependencies_reach_and_nothing_else() =>
        Prune(Isolated, Production, "app").Makes(AppForProduction);

    [Fact]
    public void Without_prod_the_development_dependencies_of_every_project_on_the_way_are_in() =>
        Prune(Isolated, DependencyChoice.All, "app")
            .Makes(
                AppForProduction
                    + """

                    node_modules/.pnpm/tsc@1/node_modules/tsc/package.json
                    node_modules/.pnpm/tsc@1/node_modules/tsc/bin.js
                    node_modules/.pnpm/phantom@1/node_modules/phantom/package.json
                    node_modules/.bin/tsc
                    packages/app/node_modules/tsc -> ../../../node_modules/.pnpm/tsc@1/node_modules/tsc
                    packages/app/node_modules/.bin/tsc
                    packages/lib/node_modules/phantom -> ../../../node_modules/.pnpm/phantom@1/node_modules/phantom
                    """
            );

    [Fact]
    public void What_only_optional_dependencies_reach_goes_with_omit() =>
        Prune(Isolated, Production with { OmitsOptional = true }, "app").Makes(Without(AppForProduction, "fsevents"));

    [Fact]
    public void What_only_peer_dependencies_reach_goes_with_omit() =>
        Prune(Isolated, Production with { OmitsPeer = true }, "app").Makes(Without(AppForProduction, "a@1/node_modules/c"));

    [Fact]
    public void What_code_requires_undeclared_stays_with_keep() =>
        Prune(Isolated, Production with { Keep = [BytePath.FromText("phantom")] }, "app")
            .Makes(
                AppForProduction
                    + """

                    node_modules/.pnpm/node_modules/phantom -> ../phantom@1/node_modules/phantom
                    node_modules/.pnpm/phantom@1/node_modules/phantom/package.json
                    packages/lib/node_modules/phantom -> ../../../node_modules/.pnpm/phantom@1/node_modules/phantom
                    """
            );

    [Fact]
    public void A_name_to_keep_that_no_package_finds_is_refused()
    {
        var failure = Assert.Throws<Failure>(() =>
            Prune(Isolated, Production with { Keep = [BytePath.FromText("nowhere")] }, "app")
        );
        Assert.Equal(ExitCode.Usage, failure.Code);
    }

    [Fact]
    public void Prod_alone_leaves_every_project_what_it_needs_in_production() =>
        Prune(Isolated, Production)
            .Makes(
                Without(AppForProduction, "index.js", "packages/app/package.json")
                    + """

                    node_modules/.pnpm/a@1/node_modules/a/lib/node_modules/kept/index.js
                    node_modules/.pnpm/d@1/node_modules/d/package.json
                    packages/other/node_modules/d -> ../../../node_modules/.pnpm/d@1/node_modules/d
                    """
            );

    [Fact]
    public void Inline_puts_the_package_with_what_it_needs_into_the_root_module_tree() =>
        Prune(Isolated, Production, "app", ExportMode.InlineWorkspace)
            .Makes(
                Without(AppForProduction, "packages/lib", "/lib ->")
                    + """

                    packages/app/node_modules/lib -> ../../../node_modules/.workspace/packages/lib
                    node_modules/.workspace/packages/lib/package.json
                    node_modules/.workspace/packages/lib/node_modules/c -> ../../../../.pnpm/c@1/node_modules/c
                    """
            );

    [Fact]
    public void Strip_keeps_module_trees_and_takes_the_links_to_projects_away() =>
        Prune(Isolated, Production, "app", ExportMode.StripWorkspace)
            .Makes(
                Without(AppForProduction, "packages/lib/package.json", "/lib ->", "packages/app/package.json", "app/index.js")
            );

    [Fact]
    public void Allow_broken_keeps_what_is_reached_of_the_root_module_tree() =>
        Assert.Equal(
            Leaves(Without(AppForProduction, "packages/lib", "packages/app")),
            Prune(Isolated, Production, "app", ExportMode.AllowBroken).Made()
        );

    [Fact]
    public void Nested_packages_of_a_hoisted_tree_are_in_as_far_as_they_are_reached() =>
        Prune(
                """
                package.json = {"name":"root","devDependencies":{"jest":"1"}}
                node_modules/.package-lock.json
                node_modules/.bin/tool -> ../a/cli.js
                node_modules/.bin/jest -> ../jest/cli.js
                node_modules/.prisma/client/index.js
                node_modules/@prisma/client/package.json = {"name":"@prisma/client"}
                node_modules/@scope/unused/package.json = {"name":"@scope/unused"}
                node_modules/@scope/x/package.json = {"name":"@scope/x"}
                node_modules/a/package.json = {"name":"a","dependencies":{"b":"2","@scope/x":"1","bundler":"1"}}
                node_modules/a/cli.js
                node_modules/a/node_modules/b/package.json = {"name":"b"}
                node_modules/a/node_modules/unused/package.json = {"name":"unused"}
                node_modules/b/package.json = {"name":"b"}
                node_modules/bundler/package.json = {"name":"bundler","bundleDependencies":["in"],"dependencies":{"in":"1"}}
                node_modules/bundler/node_modules/in/package.json = {"name":"in"}
                node_modules/bundler/node_modules/undeclared/index.js
                node_modules/jest/package.json = {"name":"jest"}
                node_modules/jest/cli.js
                node_modules/lib -> ../packages/lib
                node_modules/app -> ../packages/app
                packages/app/package.json = {"name":"app","dependencies":{"a":"1","lib":"1"}}
                packages/lib/package.json = {"name":"lib","dependencies":{"@prisma/client":"1"},"peerDependencies":{"b":"1"},"devDependencies":{"b":"1"}}
                """,
                Production,
                "app"
            )
            .Makes(
                """
                node_modules/.bin/tool -> ../a/cli.js
                node_modules/.prisma/client/index.js
                node_modules/@prisma/client/package.json
                node_modules/@scope/x/package.json
                node_modules/a/package.json
                node_modules/a/cli.js
                node_modules/a/node_modules/b/package.json
                node_modules/b/package.json
                node_modules/bundler/package.json
                node_modules/bundler/node_modules/in/package.json
                node_modules/bundler/node_modules/undeclared/index.js
                node_modules/lib -> ../packages/lib
                packages/app/package.json
                packages/lib/package.json
                """
            );

    [Fact]
    public void Of_the_shims_that_a_package_was_published_with_those_stay_whose_programs_do()
    {
        const string Start = "#!/bin/sh basedir=. exec node \"$basedir/";
        Prune(
                $$$"""
                package.json = {"name":"root","dependencies":{"bundler":"1"}}
                node_modules/bundler/package.json = {"name":"bundler","bundleDependencies":["in"],"dependencies":{"in":"1"},"optionalDependencies":{"extra":"1"}}
                node_modules/bundler/node_modules/.bin/extra = {{{Start}}}../../../extra/cli.js"
                node_modules/bundler/node_modules/.bin/in = {{{Start}}}../in/cli.js"
                node_modules/bundler/node_modules/.bin/own = something else
                node_modules/bundler/node_modules/in/package.json = {"name":"in"}
                node_modules/bundler/node_modules/in/cli.js
                node_modules/extra/package.json = {"name":"extra"}
                node_modules/extra/cli.js
                """,
                new(IsProduction: false, OmitsOptional: true, OmitsPeer: false, [])
            )
            .Makes(
                """
                node_modules/bundler/package.json
                node_modules/bundler/node_modules/.bin/in
                node_modules/bundler/node_modules/.bin/own
                node_modules/bundler/node_modules/in/package.json
                node_modules/bundler/node_modules/in/cli.js
                """
            );
    }

    [Fact]
    public void What_links_in_the_code_of_a_project_lead_to_is_in()
    {
        const string Tree = """
            node_modules/jquery/package.json = {"name":"jquery"}
            node_modules/jquery/dist/jquery.js
            node_modules/jquery/src/jquery.js
            node_modules/x/package.json = {"name":"x"}
            packages/app/package.json = {"name":"app"}
            packages/app/public/vendor -> ../../../node_modules/jquery/dist
            packages/app/shared -> ../../shared
            package.json = {"name":"root","dependencies":{"x":"1"}}
            shared/index.js
            """;
        Prune(Tree, Production, "app").Makes(Without(Tree, "jquery/src", "jquery/package.json", "\npackage.json"));
    }

    [Theory]
    [InlineData("""{"name":"app","dependencies":{"gone":"1"}}""", "Missing packages/app/package.json")]
    [InlineData("""{"name":"app","optionalDependencies":{"gone":"1"}}""", "")]
    [InlineData("""{"name":"app","peerDependencies":{"gone":"1"}}""", "")]
    [InlineData("""{"name":"app","dependencies":{"gone":"1"},"optionalDependencies":{"gone":"1"}}""", "")]
    [InlineData("""{"name":"app","dependencies":{"gone":"1"},"dependenciesMeta":{"gone":{"optional":true}}}""", "")]
    [InlineData("""{"name":"app","dependencies":{"a":"1"},"dependenciesMeta":{"deep":{"optional":true}}}""", "")]
    [InlineData("""{"name":"app","dependencies":{"a":"1"}}""", "Missing node_modules/a/package.json")]
    [InlineData("""{"name":"app","devDependencies":{"gone":"1"}}""", "")]
    [InlineData("""{"name":"app","dependencies":{"a":"1"},"pnpm":{"overrides":{"a@1>deep@^2":"-"}}}""", "")]
    [InlineData(
        """{"name":"app","dependencies":{"a":"1"},"pnpm":{"overrides":{"a>deep":"2"}}}""",
        "Missing node_modules/a/package.json"
    )]
    [InlineData("""{"name":"app","dependencies":{"../../outside":"1"}}""", "Missing packages/app/package.json")]
    public void A_dependency_that_is_not_installed_is_refused_unless_it_is_optional(string manifest, string refusal)
    {
        var plan = Prune(
            $$$"""
            node_modules/a/package.json = {"name":"a","dependencies":{"deep":"1"}}
            outside/package.json = {"name":"outside"}
            packages/app/package.json = {{{manifest}}}
            """,
            Production,
            "app"
        );
        Assert.Equal(refusal, string.Join(", ", PlanOf.Words(plan.Refusals)));
    }

    [Fact]
    public void A_missing_dependency_is_told_with_the_chain_that_wants_it() =>
        Assert.Equal(
            ["app > a depends on deep, which is not installed."],
            Prune(
                    """
                    node_modules/a/package.json = {"name":"a","dependencies":{"deep":"1"}}
                    packages/app/package.json = {"name":"app","dependencies":{"a":"1"}}
                    """,
                    Production
                )
                .Warnings()
        );

    [Theory]
    [InlineData("..")]
    [InlineData(".pnpm")]
    [InlineData("node_modules")]
    [InlineData("a/../../packages/other")]
    [InlineData("@x/../y")]
    [InlineData("/node_modules/a")]
    [InlineData("")]
    public void What_is_no_name_of_a_package_brings_nothing(string name) =>
        Assert.Equal(
            "Missing packages/app/package.json",
            string.Join(
                ", ",
                PlanOf.Words(
                    Prune(
                        $$$"""
                        node_modules/.pnpm/a@1/node_modules/a/package.json = {"name":"a"}
                        node_modules/a -> .pnpm/a@1/node_modules/a
                        packages/app/package.json = {"name":"app","dependencies":{"{{{name}}}":"1"}}
                        packages/other/package.json = {"name":"other"}
                        """,
                        Production,
                        "app"
                    ).Refusals
                )
            )
        );

    [Fact]
    public void What_the_manager_put_beside_a_package_is_in_whatever_its_manifest_calls_it() =>
        Prune(
                """
                node_modules/.pnpm/a@1/node_modules/a/package.json = {"name":"a","devDependencies":{"b":"1"}}
                node_modules/.pnpm/a@1/node_modules/b -> ../../b@1/node_modules/b
                node_modules/.pnpm/b@1/node_modules/b/package.json = {"name":"b"}
                packages/app/package.json = {"name":"app","dependencies":{"a":"1"}}
                packages/app/node_modules/a -> ../../../node_modules/.pnpm/a@1/node_modules/a
                """,
                Production,
                "app"
            )
            .Makes(
                """
                node_modules/.pnpm/a@1/node_modules/a/package.json
                node_modules/.pnpm/a@1/node_modules/b -> ../../b@1/node_modules/b
                node_modules/.pnpm/b@1/node_modules/b/package.json
                packages/app/package.json
                packages/app/node_modules/a -> ../../../node_modules/.pnpm/a@1/node_modules/a
                """
            );

    [Theory]
    [InlineData("node_modules/a/package.json | fifo")]
    [InlineData("node_modules/a/package.json/")]
    [InlineData("node_modules/a/package.json = {")]
    public void A_manifest_that_cannot_be_read_is_refused(string manifest) =>
        Assert.Equal(
            ExitCode.Refused,
            Assert
                .Throws<Failure>(() =>
                    Prune(
                        $$$"""
                        {{{manifest}}}
                        packages/app/package.json = {"name":"app","dependencies":{"a":"1"}}
                        """,
                        Production,
                        "app"
                    )
                )
                .Code
        );

    [Fact]
    public void A_fifo_that_a_package_links_to_is_refused_though_nothing_else_is_taken_of_where_it_lies() =>
        Assert.Equal(
            ["Special node_modules/.run/pipe"],
            PlanOf.Words(
                Prune(
                    """
                    node_modules/a/package.json = {"name":"a"}
                    node_modules/a/pipe -> ../.run/pipe
                    node_modules/.run/pipe | fifo
                    node_modules/.run/other | fifo
                    packages/app/package.json = {"name":"app","dependencies":{"a":"1"}}
                    """,
                    Production,
                    "app"
                ).Refusals
            )
        );

    private static ExportPlan Prune(
        string tree,
        DependencyChoice choice,
        string focus = "",
        ExportMode mode = ExportMode.MaterializeWorkspace
    )
    {
        var projects = new[] { "packages/app", "packages/lib", "packages/other" }.Where(project =>
            tree.Contains($"{project}/package.json", StringComparison.Ordinal)
        );
        return PlanOf.Workspace(tree, string.Join(' ', projects), mode, focus: focus, choice: choice);
    }

    private static string Without(string tree, params string[] parts) =>
        string.Join(
            '\n',
            tree.Split('\n')
                .Where(line => !Array.Exists(parts, part => ("\n" + line.Trim()).Contains(part, StringComparison.Ordinal)))
        );

    private static string Leaves(string tree) => Trees.TreeText.Parse(tree).Leaves();
}
