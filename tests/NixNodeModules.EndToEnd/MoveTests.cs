using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>--transfer move: until the output is in its place the source is whole, and afterwards it has nothing that was moved.</summary>
public sealed class MoveTests : IDisposable
{
    private readonly Site site = Make();
    private readonly TreeSnapshot source;
    private readonly TreeSnapshot whole;
    private readonly string report;

    public MoveTests()
    {
        report = site.Exports("--format", "json").Output;
        whole = TreeSnapshot.Of(site.Out);
        source = TreeSnapshot.Of(site.Repo);
        ScratchSpace.Remove(site.Out);
    }

    public void Dispose() => site.Dispose();

    [Fact]
    public void The_sources_files_become_the_outputs_and_what_is_not_exported_stays()
    {
        Assert.Equal(
            report.Replace("\"moves\": false", "\"moves\": true", StringComparison.Ordinal),
            site.Exports("--transfer", "move", "--format", "json").Output
        );
        var made = TreeSnapshot.Of(site.Out);
        Assert.Equal([], whole.DifferencesTo(made));
        Assert.All(
            made.Nodes.Where(pair => pair.Value.IsFile && !pair.Key.EndsWith("/set-id", StringComparison.Ordinal)),
            pair => Assert.Equal(source.Nodes[pair.Key].Identity, pair.Value.Identity)
        );
        Assert.Equal(1ul, Kernel.Look($"{site.Out}/packages/lib/index.js")!.Value.st_nlink);
        CheckLeft();
    }

    [Theory]
    [InlineData("materialize-workspace")]
    [InlineData("inline-workspace")]
    [InlineData("strip-workspace")]
    public void What_is_moved_in_layers_or_another_mode_is_gone_from_the_source_too(string mode)
    {
        using var other = Make();
        var copied = $"{other.Top}/copied";
        Binary.Run("export", "--root", other.Repo, "--layers", copied, "--mode", mode).Ended(0);
        Binary.Run("export", "--root", other.Repo, "--layers", other.Out, "--mode", mode, "--transfer", "move").Ended(0);
        Assert.Equal([], TreeSnapshot.Of(copied).DifferencesTo(TreeSnapshot.Of(other.Out)));
        Assert.Null(Kernel.Look(other.PathOf("node_modules/.pnpm")));
        Assert.Equal(mode == "strip-workspace", Kernel.Look(other.PathOf("packages/lib/own.js")) is not null);
        Assert.Equal(mode == "strip-workspace", Kernel.Look(other.PathOf("node_modules/lib")) is not null);
    }

    [Theory, InlineData("linkat:error=EXDEV"), InlineData("linkat:error=EPERM:when=3")]
    public void What_cannot_be_moved_is_copied_and_goes_from_the_source_all_the_same(string fault)
    {
        var (outcome, wasInjected) = Strace.RunExport(site, fault, "--transfer", "move");
        Assert.True(wasInjected);
        outcome.Ended(0);
        Assert.Equal(whole.Nodes.Keys, TreeSnapshot.Of(site.Out).Nodes.Keys);
        CheckLeft();
    }

    [Fact]
    public void A_run_that_fails_or_is_a_trial_moves_nothing()
    {
        site.Leaves(() => site.Exports("--transfer", "move", "--dry-run"));
        site.Refuses(2, "--transfer", "move", "--mtime", "epoch").Says("--transfer move cannot be given with --mtime epoch");

        // The next run finds the source emptied, and would swap the nothing that is left of it in.
        site.Refuses(2, "--transfer", "move", "--replace").Says("--transfer move cannot be given with --replace");
        site.Leaves(() =>
        {
            var (outcome, wasInjected) = Strace.RunExport(site, "symlinkat:error=ENOSPC:when=2", "--transfer", "move");
            Assert.True(wasInjected);
            return outcome.Ended(1).ExplainsItself();
        });
    }

    [Theory]
    [InlineData("linkat:signal=KILL:when=1")]
    [InlineData("linkat:signal=KILL:when=5")]
    [InlineData("symlinkat:signal=KILL:when=2")]
    [InlineData("renameat2:signal=KILL:when=1")]
    [InlineData("unlinkat:signal=KILL:when=1")]
    [InlineData("unlinkat:signal=KILL:when=4")]
    public void A_killed_run_leaves_the_source_whole_or_the_output(string fault)
    {
        var (outcome, wasInjected) = Strace.RunExport(site, fault, "--transfer", "move");
        Assert.True(wasInjected);
        outcome.Ended(137);
        if (Kernel.Look(site.Out) is null)
        {
            Assert.Equal([], source.DifferencesTo(TreeSnapshot.Of(site.Repo), withIdentity: true));
        }
        else
        {
            Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
        }
    }

    [Fact]
    public void What_cannot_be_taken_out_of_the_source_is_named_and_the_output_is_there()
    {
        var (outcome, wasInjected) = Strace.RunExport(site, "unlinkat:error=EACCES:when=2", "--transfer", "move");
        Assert.True(wasInjected);
        outcome
            .Ended(0)
            .Says(
                "warning: ",
                "1 file or directory of the source that should have gone is still there: cannot remove ",
                "EACCES"
            );
        Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
    }

    [Theory, InlineData("INT"), InlineData("TERM")]
    public void A_signal_that_comes_when_the_output_is_there_comes_too_late(string signal)
    {
        var (outcome, wasInjected) = Strace.RunExport(site, $"unlinkat:signal={signal}:when=2", "--transfer", "move");
        Assert.True(wasInjected);
        outcome.Ended(0);
        Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
        CheckLeft();
    }

    [Theory, InlineData(""), InlineData("strace -f -o /dev/null -e trace=openat2 -e inject=openat2:error=ENOSYS")]
    public void What_is_mounted_in_the_source_is_copied_and_stays(string strace)
    {
        using var other = Site.Empty().File("own.js", "'mounted';\n");
        var place = site.PathOf("packages/lib/node_modules/inner");
        var script =
            $"mount --bind '{other.Repo}' '{place}' && exec {strace} '{Binary.Path}' export --root '{site.Repo}' --out '{site.Out}' --transfer move";
        Assert.SkipUnless(
            Tool.Try("unshare", ["--mount", "true"], environment: null, directory: null).Code == 0,
            "no mount namespaces here"
        );
        Tool.Try("unshare", ["--mount", "sh", "-c", script], environment: null, directory: null)
            .Ended(0)
            .Says("of the source that should have gone", "inner");
        Assert.Equal("'mounted';\n", File.ReadAllText($"{site.Out}/packages/lib/node_modules/inner/own.js"));
        Assert.Equal("'mounted';\n", File.ReadAllText($"{other.Repo}/own.js"));
    }

    private static Site Make() =>
        TransferTests.WithManyKinds().File("node_modules/.modules.yaml", "layoutVersion: 5\n").File("notes.txt");

    private void CheckLeft() =>
        Assert.Equal(
            " notes.txt package.json pnpm-lock.yaml pnpm-workspace.yaml",
            string.Join(' ', TreeSnapshot.Of(site.Repo).Nodes.Keys)
        );
}
