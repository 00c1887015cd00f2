using Mono.Unix.Native;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Runs that are ended, or overtaken, at every step of their writing.</summary>
public sealed class ExactFaultTests
{
    [Theory]
    [InlineData("mkdirat")]
    [InlineData("symlinkat")]
    [InlineData("utimensat")]
    [InlineData("fchmod")]
    [InlineData("renameat2")]
    public void A_run_killed_at_any_call_leaves_no_output_and_the_next_one_succeeds(string call)
    {
        using var site = Site.WithWorkspace();
        var count = 0;
        while (Strace.RunExport(site, $"{call}:signal=KILL:when={count + 1}") is { WasInjected: true } run)
        {
            count++;
            run.Outcome.Ended(137);
            Assert.DoesNotContain("out", Kernel.List(site.Top), StringComparer.Ordinal);
        }

        // The last run was not killed: all that the others left was not in its way and has gone.
        Assert.InRange(count, 1, 100);
        SelfContained.Check(site.Out);
        SameResolutions.Check(site.Repo, site.Out);
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
    }

    [Theory, InlineData("INT", 130), InlineData("TERM", 143), InlineData("HUP", 129)]
    public void A_run_ended_by_a_signal_at_any_directory_cleans_up(string signal, int code)
    {
        using var site = Site.WithWorkspace();
        var count = 0;
        while (Strace.RunExport(site, $"mkdirat:signal={signal}:when={count + 1}") is { WasInjected: true } run)
        {
            count++;
            if (run.Outcome.Code == 0)
            {
                // The signal was taken up after the last moment at which it is asked for.
                SelfContained.Check(site.Out);
                ScratchSpace.Remove(site.Out);
            }

            Assert.Contains(run.Outcome.Code, (int[])[0, code]);
            Assert.Equal(["repo"], Kernel.List(site.Top));
        }

        Assert.InRange(count, 3, 100);
    }

    [Fact]
    public void A_staging_name_that_somebody_has_planted_is_not_used()
    {
        using var site = Site.WithWorkspace();
        var (outcome, wasInjected) = Strace.RunExport(site, "mkdirat:error=EEXIST:when=1");
        Assert.True(wasInjected);
        outcome.Ended(0);
        SameResolutions.Check(site.Repo, site.Out);
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
    }

    [Fact]
    public void A_link_planted_at_the_staging_name_is_not_followed()
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeDirectories($"{site.Top}/beside/deep");
        var beside = TreeSnapshot.Of($"{site.Top}/beside");
        var planted = "";
        Strace
            .HeldAfter(
                "mkdirat",
                ["\".out.nnm-"],
                nth: 1,
                ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1"],
                () => ScratchSpace.Remove(site.Out),
                () =>
                {
                    planted = Kernel.List(site.Top).Single(name => name.StartsWith(".out.nnm-", StringComparison.Ordinal));
                    Kernel.Check(Syscall.rmdir($"{site.Top}/{planted}"), planted);
                    Kernel.MakeLink("beside", $"{site.Top}/{planted}");
                }
            )
            .Ended(1)
            .ExplainsItself()
            .Says("cannot open the staging directory", $"{site.Top}/{planted}", "(openat: ENOTDIR)");
        Assert.Equal([planted, "beside", "repo"], Kernel.List(site.Top), StringComparer.Ordinal);
        Assert.Equal("beside", Kernel.ReadLink($"{site.Top}/{planted}"));
        Assert.Equal([], beside.DifferencesTo(TreeSnapshot.Of($"{site.Top}/beside"), withIdentity: true));
    }

    [Fact]
    public void A_run_that_another_one_has_overtaken_gives_way()
    {
        using var site = Site.WithWorkspace();
        var (program, arguments) = Strace.Export(site, "renameat2:delay_enter=1000000", "/dev/null");
        using var slow = Tool.Start(program, arguments);
        while (!Kernel.List(site.Top).Any(name => name.StartsWith(".out.nnm-", StringComparison.Ordinal)))
        {
            Assert.False(slow.Task.IsCompleted, "the run ended before it was overtaken");
            Thread.Yield();
        }

        site.Exports();
        var first = TreeSnapshot.Of(site.Out);
        new Outcome(slow.Result.ExitCode, slow.Result.StandardOutput, slow.Result.StandardError)
            .Ended(2)
            .ExplainsItself()
            .Says(site.Out, "something else has come there meanwhile");
        Assert.Equal([], first.DifferencesTo(TreeSnapshot.Of(site.Out), withIdentity: true));
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
    }

    [Fact]
    public void Of_two_runs_that_fill_one_mounted_directory_the_second_gives_way()
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeDirectories($"{site.Top}/volume");
        Kernel.MakeDirectories(site.Out);
        using (BindMount.Make($"{site.Top}/volume", site.Out))
        {
            // Between the look at the directory and the first thing that is made in it.
            var (program, arguments) = Strace.Export(site, "fchmod:delay_exit=2000000:when=1", "/dev/null");
            using var slow = Tool.Start(program, arguments);
            while (Kernel.Look(site.Out)!.Value.st_mode.HasFlag(FilePermissions.S_IXOTH))
            {
                Assert.False(slow.Task.IsCompleted, "the run ended before it was overtaken");
                Thread.Yield();
            }

            site.Export().Ended(2).ExplainsItself().Says(site.Out, "something else has come there meanwhile");
            new Outcome(slow.Result.ExitCode, slow.Result.StandardOutput, slow.Result.StandardError).Ended(0);
        }

        SameResolutions.Check(site.Repo, $"{site.Top}/volume");
    }

    [Fact]
    public void A_staging_directory_that_cannot_be_opened_is_taken_away()
    {
        using var site = Site.WithWorkspace();
        var count = 0;
        string[] command = ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1"];
        while (Strace.RunMarked($"openat:error=EMFILE:when={count + 1}", command) is { WasInjected: true } run)
        {
            count++;

            // 134: the runtime itself could not start.
            Assert.True(run.Outcome.Code is 0 or 1 || (run.WasAtStart && run.Outcome.Code == 134), run.Outcome.Error);
            Assert.Equal(run.Outcome.Code == 0 ? ["out", "repo"] : ["repo"], Kernel.List(site.Top));
            if (run.Outcome.Code == 0)
            {
                ScratchSpace.Remove(site.Out);
            }
        }

        Assert.InRange(count, 5, 1000);
    }

    [Theory]
    [InlineData("--replace")]
    [InlineData("--mode=materialize-workspace")]
    public void Of_runs_to_one_output_at_the_same_moment_one_makes_it(string option)
    {
        using var site = Site.WithWorkspace();
        for (var round = 0; round < 10; round++)
        {
            var runs = Enumerable
                .Range(0, 4)
                .Select(_ => Tool.Start(Binary.Path, ["export", "--root", site.Repo, "--out", site.Out, option]))
                .ToList();
            var codes = runs.Select(run => run.Result.ExitCode).ToList();

            Assert.Contains(0, codes);
            Assert.All(codes, code => Assert.Contains(code, (int[])[0, 2]));
            Assert.True(option == "--replace" || codes.Count(code => code == 0) == 1, string.Join(' ', codes));
            SelfContained.Check(site.Out);
            SameResolutions.Check(site.Repo, site.Out);
            Assert.Equal(["out", "repo"], Kernel.List(site.Top));
            ScratchSpace.Remove(site.Out);
        }
    }
}
