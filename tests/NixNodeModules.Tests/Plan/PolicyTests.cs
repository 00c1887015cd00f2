using NixNodeModules.Plan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class PolicyTests
{
    private const string Broken = """
        node_modules/good -> good2
        node_modules/good2/f
        node_modules/gone -> ../nowhere
        node_modules/self -> self
        node_modules/through -> gone/x
        node_modules/slash -> good2/f/
        """;

    [Fact]
    public void Links_that_lead_nowhere_in_the_source_are_refused_each_by_its_kind() =>
        Assert.Equal(
            [
                "Dangling node_modules/gone",
                "Looping node_modules/self",
                "Dangling node_modules/slash",
                "Dangling node_modules/through",
            ],
            PlanOf.Words(PlanOf.Workspace(Broken).Refusals)
        );

    [Fact]
    public void Dangling_drop_leaves_them_out()
    {
        var plan = PlanOf.Workspace(Broken, dangling: DanglingPolicy.Drop);
        plan.Makes("node_modules/good -> good2\nnode_modules/good2/f");
        Assert.Equal(
            ["node_modules/gone", "node_modules/self", "node_modules/slash", "node_modules/through"],
            plan.Dropped.Select(link => link.Path.ToString())
        );
    }

    [Fact]
    public void Dangling_keep_keeps_them_and_owns_up_to_each()
    {
        var plan = PlanOf.Workspace(Broken, dangling: DanglingPolicy.Keep);
        Assert.Empty(plan.Refusals);
        Assert.Equal(TreeText.Parse(Broken).Leaves(), plan.Made());
        Assert.All(TreeCheck.Links(plan.Output), finding => Assert.True(plan.IsAskedFor(finding)));
        Assert.Equal(4, TreeCheck.Links(plan.Output).Count());
    }

    [Theory]
    [InlineData("../../elsewhere/d")]
    [InlineData("/elsewhere/d")]
    [InlineData("../../elsewhere")]
    [InlineData("/")]
    public void External_links_are_refused_or_kept_as_they_are(string text)
    {
        var tree = $"node_modules/x -> {text}";
        Assert.Equal(["Escaping node_modules/x"], PlanOf.Words(PlanOf.Workspace(tree).Refusals));
        var kept = PlanOf.Workspace(tree, external: ExternalPolicy.Keep);
        Assert.Empty(kept.Refusals);
        Assert.Equal(tree, kept.Made());
        Assert.All(TreeCheck.Links(kept.Output), finding => Assert.True(kept.IsAskedFor(finding)));
    }

    [Fact]
    public void A_link_that_leads_outside_over_another_link_is_external_by_its_end() =>
        Assert.Equal(
            ["Escaping node_modules/x"],
            PlanOf.Words(PlanOf.Workspace("node_modules/x -> ../hop/d\nhop -> /elsewhere").Refusals)
        );

    [Theory]
    [InlineData("/ws/packages/lib", "../packages/lib")]
    [InlineData("/ws/packages/lib/", "../packages/lib")]
    [InlineData("../../ws/packages/lib", "../packages/lib")]
    [InlineData("/elsewhere/back/packages/lib", "../packages/lib")]
    [InlineData("/ws/node_modules/x", "x")]
    [InlineData("/ws/node_modules", ".")]
    [InlineData("/ws", "..")]
    public void A_link_that_leaves_the_root_and_comes_back_gets_the_relative_way(string text, string expected)
    {
        var plan = PlanOf.Workspace($"node_modules/l -> {text}\nnode_modules/x/f\npackages/lib/f");
        Assert.Empty(plan.Refusals);
        Assert.Contains($"node_modules/l -> {expected}", plan.Made().Split('\n'));
        Assert.Empty(TreeCheck.Links(plan.Output));
        Assert.Equal("node_modules/l", Assert.Single(plan.Rewritten).Link.Path.ToString());
    }

    [Fact]
    public void A_fifo_in_the_export_is_refused_in_every_mode_and_one_beside_it_is_not()
    {
        foreach (var mode in Enum.GetValues<ExportMode>())
        {
            Assert.Equal(
                ["Special node_modules/x/pipe"],
                PlanOf.Words(PlanOf.Workspace("node_modules/x/pipe | fifo\nother | fifo", mode: mode).Refusals)
            );
        }
    }

    [Fact]
    public void A_fifo_that_a_link_leads_to_is_refused_too() =>
        Assert.Equal(
            ["Special run/pipe"],
            PlanOf.Words(PlanOf.Workspace("node_modules/x -> ../run/pipe\nrun/pipe | fifo").Refusals)
        );

    [Fact]
    public void Allow_broken_takes_the_root_tree_as_it_is_and_nothing_else()
    {
        var plan = PlanOf.Workspace(
            Broken + "\nnode_modules/abs -> /ws/packages/lib\npackages/lib/node_modules/y/f",
            "packages/lib",
            ExportMode.AllowBroken
        );
        Assert.Empty(plan.Refusals);
        Assert.Equal(TreeText.Parse(Broken + "\nnode_modules/abs -> /ws/packages/lib").Leaves(), plan.Made());
        Assert.All(TreeCheck.Links(plan.Output), finding => Assert.True(plan.IsAskedFor(finding)));
    }
}
