using System.Diagnostics;
using Mono.Unix.Native;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Runs at full width, killed at any moment.</summary>
public sealed class RandomKillTests
{
    [Theory, InlineData(), InlineData("--replace"), InlineData("--transfer=hardlink")]
    public void A_run_killed_at_a_random_moment_leaves_a_whole_output_or_none(params string[] options)
    {
        using var site = Site.WithWorkspace();
        for (var i = 0; i < 400; i++)
        {
            site.File($"node_modules/.pnpm/p{i % 40}/lib/{i}.js", new string('x', i * 10));
        }

        // With --replace there is always an output: the old one or the new one, which are alike.
        var isReplacing = options.Contains("--replace");
        site.Exports(options);
        var whole = TreeSnapshot.Of(site.Out);
        var source = TreeSnapshot.Of(site.Repo);
        var usual = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            Tool.Run("rm", "-rf", site.Out);
            var clock = Stopwatch.StartNew();
            site.Exports(options);
            usual = clock.Elapsed < usual ? clock.Elapsed : usual;
        }

        var random = new Random(8);
        int killed = 0,
            left = 0;
        for (var round = 0; round < FaultRuns.Of(25, 300); round++)
        {
            if (!isReplacing)
            {
                Tool.Run("rm", "-rf", site.Out);
            }

            using var run = Tool.Start(
                Binary.Path,
                ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "4", .. options]
            );
            Thread.Sleep(usual * random.NextDouble());
            _ = Syscall.kill(run.ProcessId, Signum.SIGKILL);
            var code = run.Result.ExitCode;
            Assert.Contains(code, (int[])[0, 137]);
            killed += code == 137 ? 1 : 0;

            var beside = Kernel.List(site.Top).Where(name => name is not ("repo" or "out")).ToList();
            Assert.InRange(beside.Count, 0, 1);
            Assert.All(beside, name => Assert.StartsWith(".out.nnm-", name, StringComparison.Ordinal));
            left += beside.Count;
            Assert.True(Kernel.Look(site.Out) is not null || (code == 137 && !isReplacing));
            if (Kernel.Look(site.Out) is not null)
            {
                Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
            }

            if (beside.Count > 0)
            {
                // What is left is the next run's to take away, and does not keep it from anything.
                Tool.Run("rm", "-rf", site.Out);
                site.Exports(options);
                Assert.Equal(["out", "repo"], Kernel.List(site.Top));
                Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
            }
        }

        Assert.Equal([], source.DifferencesTo(TreeSnapshot.Of(site.Repo), withIdentity: true));
        Assert.True(killed > 0 && left > 0, $"{killed} runs were killed in time, of which {left} left something");
        FaultRuns.Note($"kills at random moments {string.Join(' ', options)}", killed);
    }
}
