using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Every system call that an export makes, killed or interrupted, one a run.</summary>
public sealed class KilledAtEveryCallTests : IDisposable
{
    private readonly EveryCall every = new();

    public void Dispose() => every.Dispose();

    [
        Theory,
        InlineData("--transfer copy"),
        InlineData("--transfer hardlink --report REPORT"),
        InlineData("--replace"),
        InlineData("--layers --mtime epoch")
    ]
    public void A_kill_leaves_a_whole_output_or_none_and_the_next_run_takes_the_rest_away(string asked)
    {
        foreach (var (call, number) in every.Points(asked, _ => true, 24))
        {
            if (every.Inject($"{call}:signal=KILL:when={number}") is not { } outcome)
            {
                continue;
            }

            outcome.Ended(137);
            every.CheckBeside(mayLeaveStaging: true);
            every.RunAgain();
            every.Clear();
        }

        every.Note($"kills, {asked}");
    }

    [Theory, InlineData("--transfer copy"), InlineData("--replace")]
    public void A_signal_to_end_is_heard_and_nothing_is_left(string asked)
    {
        var heard = 0;
        foreach (var (call, number) in every.Points(asked, _ => true, asked == "--replace" ? 12 : 24))
        {
            if (every.Inject($"{call}:signal=TERM:when={number}") is { } outcome)
            {
                Assert.Contains(outcome.Code, (int[])[0, 143]);
                every.CheckBeside(mayLeaveStaging: false);
                Assert.Equal(outcome.Code == 0, every.IsWhole());
                heard += outcome.Error.Contains("ended by signal 15", StringComparison.Ordinal) ? 1 : 0;
                every.Clear();
            }
        }

        // Without a word it was the kernel that ended the run, which had not begun to listen.
        Assert.True(heard > 0);
        every.Note($"signals to end, {asked}");
    }
}
