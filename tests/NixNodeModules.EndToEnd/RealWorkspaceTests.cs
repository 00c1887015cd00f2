using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Real installs by real package managers, exported by the published binary.</summary>
public sealed class RealWorkspaceTests
{
    public static TheoryData<string, string> Workspaces { get; } = new(Installs.OfPnpm);

    [Theory, MemberData(nameof(Workspaces))]
    public void Materialize_workspace_brings_all_that_links_need_and_nothing_else(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        Binary.Run("export", "--root", repo, "--out", site.Out).Ended(0);

        var (source, output) = (TreeSnapshot.Of(repo), TreeSnapshot.Of(site.Out));
        Assert.Equal([], ExpectedTree.Of(source, ExpectedTree.ProjectsOf(source)).Differences(output));
        Assert.Equal([], SameResolutions.Findings(source, output));
        Assert.NotEmpty(output.Links);
    }

    [Theory, MemberData(nameof(Workspaces))]
    public void I_can_run_the_apps_from_the_export_with_the_source_gone(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        Tool.Run("cp", "-a", RealInstall.Of(fixture, packageManager), site.Repo);
        site.Exports();
        Directory.Move(site.Repo, $"{site.Top}/moved");

        SelfContained.Check(site.Out);
        Assert.Equal([], RealInstall.FailingApps(fixture, site.Out));
    }

    [Theory, MemberData(nameof(Workspaces))]
    public void Strip_workspace_removes_just_the_links_that_do_not_lead_into_a_node_modules(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        Tool.Run("cp", "-a", RealInstall.Of(fixture, packageManager), site.Repo);
        var source = TreeSnapshot.Of(site.Repo);
        site.Exports("--mode", "strip-workspace", "--state-files", "keep");

        var output = TreeSnapshot.Of(site.Out);
        Assert.Equal([], StrippedReference.Differences(source, output, site.Top));
        Assert.Contains(source.Links, link => !output.Nodes.ContainsKey(link));
        Directory.Move(site.Repo, $"{site.Top}/moved");
        SelfContained.Check(site.Out);
    }

    [Theory, MemberData(nameof(Workspaces))]
    public void Allow_broken_is_the_root_node_modules_as_it_is(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        Binary.Run("export", "--root", repo, "--out", site.Out, "--mode", "allow-broken").Ended(0);

        Assert.Equal(["node_modules"], Kernel.List(site.Out));
        var differences = TreeSnapshot.Of($"{repo}/node_modules").DifferencesTo(TreeSnapshot.Of($"{site.Out}/node_modules"));
        Assert.Equal([], differences);
        Assert.NotEmpty(SelfContained.Findings(site.Out));
    }
}
