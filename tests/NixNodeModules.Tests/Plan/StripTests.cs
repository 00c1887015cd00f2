using NixNodeModules.Plan;
using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class StripTests
{
    [Fact]
    public void Exactly_the_links_that_lead_into_no_module_tree_of_the_output_go()
    {
        var plan = PlanOf.Workspace(
            """
            node_modules/x -> .pnpm/x
            node_modules/.pnpm/x/f
            node_modules/.pnpm/y/node_modules/z/f
            node_modules/lib -> ../packages/lib
            node_modules/gone -> nowhere
            node_modules/out -> /elsewhere/d
            node_modules/loop -> loop
            node_modules/up -> ../packages/lib/node_modules/dep
            node_modules/tree -> ../packages/lib/node_modules
            packages/lib/f
            packages/lib/node_modules/dep/f
            packages/lib/node_modules/x -> ../../../node_modules/.pnpm/x
            packages/lib/node_modules/abs -> /ws/node_modules/.pnpm/x
            packages/lib/node_modules/own -> ..
            """,
            "packages/lib",
            ExportMode.StripWorkspace
        );
        plan.Makes(
            """
            node_modules/x -> .pnpm/x
            node_modules/.pnpm/x/f
            node_modules/.pnpm/y/node_modules/z/f
            node_modules/up -> ../packages/lib/node_modules/dep
            packages/lib/node_modules/dep/f
            packages/lib/node_modules/x -> ../../../node_modules/.pnpm/x
            packages/lib/node_modules/abs -> ../../../node_modules/.pnpm/x
            """
        );
        Assert.Contains("1 of the links", Assert.Single(plan.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_is_taken_away_takes_those_with_it_that_lead_through_it() =>
        PlanOf
            .Workspace(
                """
                node_modules/a -> b/sub
                node_modules/b -> c
                node_modules/c -> ../packages/lib
                node_modules/d -> c/../../node_modules/real
                node_modules/real/f
                packages/lib/sub/f
                """,
                "",
                ExportMode.StripWorkspace
            )
            .Makes("node_modules/real/f");

    [Fact]
    public void A_link_that_led_on_through_one_that_could_still_be_followed_goes_in_the_next_round() =>
        PlanOf
            .Workspace(
                """
                node_modules/dep -> lib/node_modules/dep
                node_modules/further -> dep/../other
                node_modules/lib -> ../packages/lib
                packages/lib/node_modules/dep/f
                packages/lib/node_modules/other/f
                """,
                "packages/lib",
                ExportMode.StripWorkspace
            )
            .Makes("node_modules/\npackages/lib/node_modules/dep/f\npackages/lib/node_modules/other/f");

    [Fact]
    public void An_empty_directory_that_loses_its_only_link_stays() =>
        PlanOf
            .Workspace("node_modules/@scope/lib -> ../../packages/lib\npackages/lib/f", "", ExportMode.StripWorkspace)
            .Makes("node_modules/@scope/");

    [Fact]
    public void A_module_tree_that_is_a_link_to_a_place_of_no_module_tree_goes() =>
        PlanOf
            .Workspace(
                "node_modules/x/f\npackages/a/node_modules -> ../shared\npackages/shared/f",
                "packages/a",
                ExportMode.StripWorkspace
            )
            .Makes("node_modules/x/f\npackages/a/");
}
