using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Every system call on files that an export makes, failed, one a run.</summary>
public sealed class FailedAtEveryCallTests : IDisposable
{
    private readonly EveryCall every = new();

    public void Dispose() => every.Dispose();

    [Theory]
    [InlineData("EIO", "--transfer copy")]
    [InlineData("EMFILE", "--transfer auto")]
    [InlineData("EACCES", "--transfer hardlink")]
    [InlineData("ENOSPC", "--transfer auto --mtime epoch")]
    [InlineData("EDQUOT", "--transfer copy --report REPORT")]
    [InlineData("EIO", "--mode inline-workspace --mtime epoch --report REPORT")]
    [InlineData("EIO", "--replace")]
    [InlineData("ENOSPC", "--layers")]
    public void A_call_that_fails_ends_the_run_cleanly_or_makes_no_difference(string errno, string asked)
    {
        foreach (var (call, number) in every.Points(asked, EveryCall.FileCalls.Contains, 24))
        {
            if (every.Inject($"{call}:error={errno}:when={number}") is not { } outcome)
            {
                continue;
            }

            // 127, 134: the runtime itself could not start. 3: who may not look outside cannot tell what a link there leads to.
            Assert.True(
                outcome.Code is 0 or 1
                    || (every.WasAtStart && outcome.Code is 127 or 134)
                    || (outcome.Code == 3 && errno == "EACCES"),
                $"{call} {number}: {outcome.Code}\n{outcome.Error}"
            );

            // What the output has replaced may be there still, and is named then.
            var isNamed =
                every.IsReplacing && outcome.Code == 0 && outcome.Error.Contains(" is left at ", StringComparison.Ordinal);
            every.CheckBeside(mayLeaveStaging: isNamed);
            if (outcome.Code == 1)
            {
                outcome.ExplainsItself();
                Assert.True(
                    outcome.Error.Contains(errno, StringComparison.Ordinal)
                        || outcome.Error.Contains("cannot write the report", StringComparison.Ordinal),
                    $"{call} {number}: {outcome.Error}"
                );
            }

            Assert.Equal(outcome.Code == 0, every.IsWhole());
            every.Clear();
        }

        every.Note($"{errno}, {asked}", isEvery: true);
    }
}
