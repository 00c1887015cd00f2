using Mono.Unix.Native;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Runs that are ended from outside: by a signal they clean up after themselves, by SIGKILL there is no output or all of it.</summary>
public sealed class InterruptionTests(LargeSite large) : IClassFixture<LargeSite>
{
    /// <summary>Points in a run, told by what the run has put beside the workspace.</summary>
    public static TheoryData<string> Moments { get; } =
        new("at once", "staging", "directories", "half a big file", "the last big file");

    private static readonly Signum[] Polite = [Signum.SIGINT, Signum.SIGTERM];

    [Theory, MemberData(nameof(Moments))]
    public void A_signal_ends_the_run_and_leaves_nothing(string moment)
    {
        foreach (var (signal, jobs) in Polite.Zip((string[])["1", "4"]))
        {
            var code = 128 + NativeConvert.FromSignum(signal);
            var outcome = EndAt(moment, signal, code, "--jobs", jobs);
            Assert.Empty(large.Beside());
            Assert.Empty(outcome.Output);
            if (outcome.Error.Length > 0)
            {
                outcome.Says($"ended by signal {NativeConvert.FromSignum(signal)}");
            }
            else
            {
                Assert.Equal("at once", moment);
            }
        }
    }

    [Theory, MemberData(nameof(Moments))]
    public void A_killed_run_leaves_no_output_and_the_next_one_succeeds(string moment)
    {
        EndAt(moment, Signum.SIGKILL, 137, "--jobs", "2");
        Assert.DoesNotContain("out", large.Beside(), StringComparer.Ordinal);

        // What it has left goes with the next one.
        large.Site.Exports();
        Assert.True(large.IsWhole());
        Assert.Equal(["out"], large.Beside());
        large.Clear();
    }

    [Fact]
    public void A_run_killed_while_it_publishes_leaves_a_whole_output_or_none()
    {
        using var run = large.Start();
        Await(run, () => Directory.Exists(large.Site.Out));
        Kill(run, Signum.SIGKILL);
        Assert.True(large.IsWhole());
        large.Clear();
    }

    // Whether the signal comes in time is the scheduler's choice: a run that was faster must have done its whole work, and is made again.
    private Outcome EndAt(string moment, Signum signal, int code, params string[] options)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            using var run = large.Start(options);
            Await(run, () => IsReached(moment));
            Kill(run, signal);
            var outcome = new Outcome(run.Result.ExitCode, run.Result.StandardOutput, run.Result.StandardError);
            if (outcome.Code == code)
            {
                return outcome;
            }

            outcome.Ended(0);
            Assert.True(large.IsWhole());
            large.Clear();
        }

        throw new InvalidOperationException($"no run of twenty could be ended at '{moment}'");
    }

    private bool IsReached(string moment)
    {
        if (moment == "at once")
        {
            return true;
        }

        var staging = large.Beside().FirstOrDefault(name => name.StartsWith(".out.nnm-", StringComparison.Ordinal));
        var modules = $"{large.Site.Top}/{staging}/node_modules";
        return staging is not null
            && moment switch
            {
                "staging" => true,
                "directories" => Directory.Exists($"{modules}/.pnpm/many"),
                "half a big file" => ((string[])["a", "m", "z"]).Any(name => SizeOf($"{modules}/{name}/big") > 0),
                _ => ((string[])["a", "m", "z"]).All(name => SizeOf($"{modules}/{name}/big") > 0),
            };
    }

    private static long SizeOf(string path) => Kernel.Look(path)?.st_size ?? 0;

    private static void Await(Medallion.Shell.Command run, Func<bool> condition)
    {
        var spin = new SpinWait();
        while (!condition() && !run.Task.IsCompleted)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static void Kill(Medallion.Shell.Command run, Signum signal)
    {
        _ = Syscall.kill(run.ProcessId, signal);
        run.Wait();
    }
}
