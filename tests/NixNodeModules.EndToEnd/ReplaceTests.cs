using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>--replace: a finished tree takes the place of another in one step, or nothing happens.</summary>
public sealed class ReplaceTests
{
    [Fact]
    public void The_new_tree_takes_the_place_of_the_old_one()
    {
        using var site = WithOldTree();
        var old = TreeSnapshot.Of(site.Out).Nodes[""].Identity;
        site.Exports("--replace");

        var (source, output) = (TreeSnapshot.Of(site.Repo), TreeSnapshot.Of(site.Out));
        Assert.Equal([], ExpectedTree.Of(source, ["", "packages/lib"]).Differences(output));
        Assert.NotEqual(old, output.Nodes[""].Identity);
        Assert.Equal(["beside", "out", "repo"], Kernel.List(site.Top));
        Assert.Equal(["file"], Kernel.List($"{site.Top}/beside"));
    }

    [Fact]
    public void An_absent_or_empty_output_needs_no_replacing_and_gets_the_same_tree()
    {
        using var site = Site.WithWorkspace();
        site.Exports("--replace");
        var first = TreeSnapshot.Of(site.Out);
        site.Exports("--replace");
        Assert.Equal([], first.DifferencesTo(TreeSnapshot.Of(site.Out)));

        ScratchSpace.Remove(site.Out);
        Kernel.MakeDirectories(site.Out);
        site.Exports("--replace");
        Assert.Equal([], first.DifferencesTo(TreeSnapshot.Of(site.Out)));
    }

    [Fact]
    public void A_refused_source_leaves_the_old_tree()
    {
        using var site = WithOldTree();
        site.Link("node_modules/bad", "/etc/passwd").Refuses(3, "--replace").Says("node_modules/bad");
    }

    [Fact]
    public void A_failing_run_leaves_the_old_tree()
    {
        using var site = WithOldTree();
        site.File("node_modules/secret");
        Kernel.SetMode(site.PathOf("node_modules/secret"), "000");
        using var someone = Unprivileged.In(site);
        site.Leaves(() => someone.Export("--replace").Ended(1).ExplainsItself()).Says("node_modules/secret");
    }

    [Fact]
    public void A_report_that_cannot_be_written_leaves_the_old_tree()
    {
        using var site = WithOldTree();
        site.Refuses(1, "--replace", "--report", $"{site.Top}/no/report.json").Says($"{site.Top}/no/report.json", "--report");
    }

    [Theory, InlineData("report.json"), InlineData("old/report.json"), InlineData("")]
    public void A_report_in_the_output_is_refused(string report)
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeDirectories($"{site.Out}/old");
        Kernel.WriteFile($"{site.Out}/old/file", "old\n");
        site.Refuses(report.Length == 0 ? 1 : 2, "--replace", "--report", $"{site.Out}/{report}");
    }

    [Fact]
    public void A_report_in_place_of_the_output_is_refused()
    {
        using var site = Site.WithWorkspace();
        site.Refuses(2, "--report", site.Out).Says("--report");
    }

    [Fact]
    public void What_is_mounted_below_the_old_tree_stays()
    {
        using var site = WithOldTree();
        Kernel.MakeDirectories($"{site.Out}/a mount");
        using var mount = BindMount.Make(site.Repo, $"{site.Out}/a mount");
        site.Refuses(2, "--replace").Says("mounted below it", $"{site.Out}/a mount");
    }

    // With things in it that are not easily removed: closed directories and a link to what must stay.
    private static Site WithOldTree()
    {
        var site = Site.WithWorkspace();
        Kernel.MakeDirectories($"{site.Top}/beside");
        Kernel.WriteFile($"{site.Top}/beside/file", "stays\n");
        Kernel.MakeDirectories($"{site.Out}/old/closed");
        Kernel.WriteFile($"{site.Out}/old/closed/file", "old\n");
        Kernel.MakeLink("../../beside", $"{site.Out}/old/link");
        Kernel.SetMode($"{site.Out}/old/closed", "0555");
        Kernel.SetMode($"{site.Out}/old", "0555");
        return site;
    }
}
