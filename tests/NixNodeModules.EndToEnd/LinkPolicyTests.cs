using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>--dangling and --external: what is kept or dropped on request, and that nothing else is.</summary>
public sealed class LinkPolicyTests
{
    private static readonly string[] Broken = ["node_modules/gone", "node_modules/loop", "packages/lib/gone"];

    [Fact]
    public void Dangling_links_are_refused_unless_asked_for()
    {
        using var site = WithBrokenLinks();
        site.Refuses(3).Says("3 things are in the way").Says(Broken);
        site.Refuses(3, "--dangling", "refuse").Says(Broken);
        site.Refuses(3, "--external", "keep").Says(Broken);
    }

    [Fact]
    public void Dangling_links_are_dropped_on_request()
    {
        using var site = WithBrokenLinks();
        var outcome = site.Exports("--dangling", "drop");
        SelfContained.Check(site.Out);
        var (source, output) = (TreeSnapshot.Of(site.Repo), TreeSnapshot.Of(site.Out));
        Assert.Equal([], ExpectedTree.Of(source, ["", "packages/lib"]).Differences(output, dropped: IsBroken));
        Assert.Contains("links left out:", outcome.Output, StringComparison.Ordinal);
        Assert.All(Broken, link => Assert.Contains(link, outcome.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Dangling_links_are_kept_on_request()
    {
        using var site = WithBrokenLinks();
        var outcome = site.Exports("--dangling", "keep");
        var (source, output) = (TreeSnapshot.Of(site.Repo), TreeSnapshot.Of(site.Out));
        Assert.Equal([], ExpectedTree.Of(source, ["", "packages/lib"]).Differences(output));
        Assert.Equal(Broken.Length, SelfContained.Findings(site.Out).Count);
        Assert.Contains("3 links of the output lead nowhere", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../beside/file")]
    [InlineData("/usr")]
    public void External_links_are_kept_on_request(string text)
    {
        using var site = Site.WithWorkspace().Link("node_modules/external", text);
        Kernel.MakeDirectories($"{site.Top}/beside");
        Kernel.WriteFile($"{site.Top}/beside/file", "beside\n");
        site.Refuses(3).Says("node_modules/external");
        site.Refuses(3, "--dangling", "keep").Says("node_modules/external");

        site.Exports("--external", "keep");
        Assert.Equal(text, Kernel.ReadLink($"{site.Out}/node_modules/external"));
        Assert.Equal(["beside", "out", "repo"], Kernel.List(site.Top));
        Assert.Single(SelfContained.Findings(site.Out));
    }

    [Fact]
    public void Strip_workspace_takes_all_of_these_away_by_itself()
    {
        using var site = WithBrokenLinks().Link("node_modules/external", "/usr").Link("node_modules/chain", "./external");
        site.Exports("--mode", "strip-workspace");
        SelfContained.Check(site.Out);
        Assert.Equal([".pnpm", "dep"], Kernel.List($"{site.Out}/node_modules"));
        Assert.Equal(["node_modules"], Kernel.List(site.Out));
    }

    [Fact]
    public void Allow_broken_takes_all_of_these_along_and_says_so()
    {
        using var site = WithBrokenLinks().Link("node_modules/external", "/usr");
        var outcome = site.Exports("--mode", "allow-broken");
        Assert.Equal([], TreeSnapshot.Of(site.PathOf("node_modules")).DifferencesTo(TreeSnapshot.Of($"{site.Out}/node_modules")));
        string[] reported = ["node_modules/gone", "node_modules/loop", "node_modules/external", "node_modules/lib"];
        Assert.All(reported, link => Assert.Contains($"    {link} -> ", outcome.Output, StringComparison.Ordinal));
    }

    private static Site WithBrokenLinks() =>
        Site.WithWorkspace()
            .Link("node_modules/gone", "nowhere")
            .Link("node_modules/loop", "loop")
            .Link("packages/lib/gone", "../gone/too");

    private static bool IsBroken(string path) => Broken.Contains(path, StringComparer.Ordinal);
}
