using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class MaterializeTests
{
    [Fact]
    public void A_workspace_link_brings_the_package_it_leads_to_and_nothing_beside_it() =>
        PlanOf
            .Workspace(
                """
                package.json
                node_modules/x/index.js
                node_modules/lib -> ../packages/lib
                packages/lib/package.json
                packages/lib/src/deep/index.js
                packages/other/package.json
                """
            )
            .Makes(
                """
                node_modules/x/index.js
                node_modules/lib -> ../packages/lib
                packages/lib/package.json
                packages/lib/src/deep/index.js
                """
            );

    [Fact]
    public void A_project_brings_its_module_tree_even_when_no_link_leads_to_it() =>
        PlanOf
            .Workspace("node_modules/\npackages/app/package.json\npackages/app/node_modules/x/f", "packages/app")
            .Makes("node_modules/\npackages/app/node_modules/x/f");

    [Fact]
    public void What_a_materialized_package_links_to_comes_too_round_after_round()
    {
        var plan = PlanOf.Workspace(
            """
            node_modules/a -> ../packages/a
            packages/a/dep -> ../../libs/b
            libs/b/dep -> ../../more/c
            libs/b/again -> ../../packages/a
            more/c/f
            more/unused/f
            """
        );
        plan.Makes(
            """
            node_modules/a -> ../packages/a
            packages/a/dep -> ../../libs/b
            libs/b/dep -> ../../more/c
            libs/b/again -> ../../packages/a
            more/c/f
            """
        );
        Assert.Equal(
            [
                "Directory libs/b by packages/a/dep of 1",
                "Directory more/c by libs/b/dep of 1",
                "ModuleTree node_modules by contract of 0",
                "Directory packages/a by node_modules/a of 2",
            ],
            PlanOf.Words(plan.Reach.Inclusions)
        );
    }

    [Fact]
    public void Every_link_on_the_way_is_kept_and_every_directory_crossed_is_there() =>
        PlanOf
            .Workspace(
                """
                node_modules/x -> ../hop
                hop -> links/second
                links/second -> ../stairs/../packages/x
                links/unrelated -> ../packages/y
                stairs/f
                packages/x/f
                packages/y/f
                """
            )
            .Makes(
                """
                node_modules/x -> ../hop
                hop -> links/second
                links/second -> ../stairs/../packages/x
                stairs/
                packages/x/f
                """
            );

    [Fact]
    public void A_target_inside_another_is_not_there_twice()
    {
        var plan = PlanOf.Workspace(
            """
            node_modules/inner -> ../packages/outer/inner
            node_modules/outer -> ../packages/outer
            packages/outer/f
            packages/outer/inner/f
            packages/outer/inner/up -> ..
            """
        );
        plan.Makes(
            """
            node_modules/inner -> ../packages/outer/inner
            node_modules/outer -> ../packages/outer
            packages/outer/f
            packages/outer/inner/f
            packages/outer/inner/up -> ..
            """
        );
        Assert.Equal(5, plan.Reach.Links.Count + 2);
    }

    [Fact]
    public void A_target_that_is_a_file_comes_as_that_file_alone() =>
        PlanOf
            .Workspace("node_modules/tool -> ../bin/tool.js\nbin/tool.js\nbin/other.js")
            .Makes("node_modules/tool -> ../bin/tool.js\nbin/tool.js");

    [Fact]
    public void A_module_tree_that_is_itself_a_link_stays_one_and_brings_its_target() =>
        PlanOf
            .Workspace(
                """
                node_modules -> .deps/tree
                .deps/tree/lib -> ../../packages/lib
                .deps/other/f
                packages/lib/f
                packages/app/node_modules -> ../../.deps/tree
                """,
                "packages/app"
            )
            .Makes(
                """
                node_modules -> .deps/tree
                .deps/tree/lib -> ../../packages/lib
                packages/lib/f
                packages/app/node_modules -> ../../.deps/tree
                """
            );

    [Fact]
    public void A_link_that_only_a_rewritten_one_led_through_stays_behind() =>
        PlanOf
            .Workspace("node_modules/a -> x/f\nnode_modules/x -> /ws/hop\nhop -> node_modules/y\nnode_modules/y/f")
            .Makes("node_modules/a -> x/f\nnode_modules/x -> y\nnode_modules/y/f");
}
