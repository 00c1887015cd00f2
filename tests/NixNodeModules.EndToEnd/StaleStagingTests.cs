using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>What a killed run leaves is taken away by the next one if it is certainly that, else named, and a living run's is neither.</summary>
public sealed class StaleStagingTests
{
    [Fact]
    public void What_a_living_run_works_in_is_neither_removed_nor_named()
    {
        using var site = Site.WithWorkspace();
        var (program, arguments) = Strace.Export(site, "symlinkat:delay_enter=3000000:when=1", "/dev/null");
        using var slow = Tool.Start(program, arguments);
        while (Staging(site) is null || !Directory.Exists($"{site.Top}/{Staging(site)}/node_modules"))
        {
            Assert.False(slow.Task.IsCompleted, slow.Task.IsCompleted ? slow.Result.StandardError : "");
            Thread.Yield();
        }

        var living = Staging(site)!;
        Assert.DoesNotContain("warning", site.Exports().Error, StringComparison.Ordinal);
        Assert.Contains(living, Kernel.List(site.Top), StringComparer.Ordinal);
        Assert.Equal(2, slow.Result.ExitCode);
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
    }

    [Fact]
    public void What_is_another_users_or_of_an_earlier_start_of_the_machine_is_named_and_stays()
    {
        Assert.SkipUnless(Unprivileged.IsNeeded, "another user's directory is needed");
        using var site = Site.WithWorkspace();
        var left = Leave(site);
        var others = string.Concat(left.AsSpan(0, left.Length - 1), left[^1] == '0' ? "1" : "0");
        Tool.Run("cp", "-a", $"{site.Top}/{left}", $"{site.Top}/{others}");
        Tool.Run("chown", "65534", $"{site.Top}/{others}");
        var earlier = ".out.nnm-00000000" + left[^8..];
        Tool.Run("cp", "-a", $"{site.Top}/{left}", $"{site.Top}/{earlier}");
        var beyond = left + ".old";
        Kernel.MakeDirectories($"{site.Top}/{beyond}");

        site.Exports().Says($"warning: {site.Top}/{others} may be left", $"warning: {site.Top}/{earlier} may be left");
        Assert.Equal(
            ((string[])[others, earlier, beyond, "out", "repo"]).Order(StringComparer.Ordinal),
            Kernel.List(site.Top),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Where_others_could_have_given_it_its_name_nothing_is_removed()
    {
        using var site = Site.WithWorkspace();
        var left = Leave(site);
        Kernel.SetMode(site.Top, "0777");
        site.Exports().Says($"warning: {site.Top}/{left} may be left");
        Assert.Contains(left, Kernel.List(site.Top), StringComparer.Ordinal);

        // In a directory like /tmp nobody renames what is another's.
        Tool.Run("rm", "-rf", site.Out);
        Kernel.SetMode(site.Top, "1777");
        Assert.DoesNotContain("warning", site.Exports().Error, StringComparison.Ordinal);
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
    }

    [Fact]
    public void A_mount_in_it_is_not_entered()
    {
        using var site = Site.WithWorkspace();
        var left = Leave(site);
        Kernel.MakeDirectories($"{site.Top}/{left}/node_modules/mount");
        using (BindMount.Make(site.Repo, $"{site.Top}/{left}/node_modules/mount"))
        {
            var before = TreeSnapshot.Of(site.Repo);
            site.Exports().Says($"warning: {site.Top}/{left} may be left");
            Assert.Equal([], before.DifferencesTo(TreeSnapshot.Of(site.Repo), withIdentity: true));
        }

        Tool.Run("rm", "-rf", site.Out);
        site.Exports();
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
    }

    // Leaves what a run leaves that is killed when its tree is nearly made.
    private static string Leave(Site site)
    {
        var (outcome, wasInjected) = Strace.RunExport(site, "symlinkat:signal=KILL:when=2");
        Assert.True(wasInjected);
        outcome.Ended(137);
        var left = Staging(site)!;
        Assert.True(Kernel.IsDirectory($"{site.Top}/{left}/node_modules"));
        return left;
    }

    private static string? Staging(Site site) =>
        Kernel.List(site.Top).FirstOrDefault(name => name.StartsWith(".out.nnm-", StringComparison.Ordinal));
}
