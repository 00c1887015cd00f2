using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>
/// Every system call that an export makes, killed, interrupted or failed, one a run: there is a whole output or none, and nothing else has
/// changed.
/// </summary>
public sealed class EveryCallTests : IDisposable
{
    private readonly Site site = Site.WithWorkspace().File("node_modules/big", new string('b', 300_000));
    private readonly TreeSnapshot source;
    private readonly TreeSnapshot whole;
    private int runs;
    private int injected;
    private string last = "";

    public EveryCallTests()
    {
        site.Exports();
        whole = TreeSnapshot.Of(site.Out);
        source = TreeSnapshot.Of(site.Repo);
        ScratchSpace.Remove(site.Out);
    }

    public void Dispose() => site.Dispose();

    [Theory, InlineData("copy"), InlineData("hardlink")]
    public void A_kill_leaves_a_whole_output_or_none_and_the_next_run_takes_the_rest_away(string transfer)
    {
        foreach (var (call, number) in Points(transfer, _ => true, 40))
        {
            if (Inject($"{call}:signal=KILL:when={number}", transfer) is not { } outcome)
            {
                continue;
            }

            outcome.Ended(137);
            CheckBeside(mayLeaveStaging: true);
            Tool.Run("rm", "-rf", site.Out);
            site.Exports("--transfer", transfer);
            Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
            Assert.Equal(["out", "repo"], Kernel.List(site.Top));
            Clear();
        }

        Note($"kills, --transfer {transfer}");
    }

    [Fact]
    public void A_signal_to_end_is_heard_and_nothing_is_left()
    {
        foreach (var (call, number) in Points("copy", _ => true, 40))
        {
            if (Inject($"{call}:signal=TERM:when={number}", "copy") is { } outcome)
            {
                Assert.Contains(outcome.Code, (int[])[0, 143]);
                CheckBeside(mayLeaveStaging: false);
                Assert.Equal(outcome.Code == 0, Kernel.Look(site.Out) is not null);
                Clear();
            }
        }

        Note("signals to end");
    }

    [Theory]
    [InlineData("copy", "EIO")]
    [InlineData("auto", "EMFILE")]
    [InlineData("hardlink", "EACCES")]
    [InlineData("auto", "ENOSPC")]
    [InlineData("copy", "EDQUOT")]
    public void A_call_that_fails_ends_the_run_cleanly_or_makes_no_difference(string transfer, string errno)
    {
        foreach (var (call, number) in Points(transfer, IsOfFiles, 50))
        {
            if (Inject($"{call}:error={errno}:when={number}", transfer) is not { } outcome)
            {
                continue;
            }

            // 127, 134: the runtime itself could not start.
            Assert.True(outcome.Code is 0 or 1 or 3 or 4 or 127 or 134, $"{call} {number}: {outcome.Code}\n{outcome.Error}");
            CheckBeside(mayLeaveStaging: false);
            if (outcome.Code is 1 or 3 or 4)
            {
                outcome.ExplainsItself();
            }

            if (outcome.Code is not (127 or 134))
            {
                Assert.Equal(outcome.Code == 0, Kernel.Look(site.Out) is not null);
            }

            Clear();
        }

        Note($"{errno}, --transfer {transfer}");
    }

    // What an export does to files; the rest is the runtime's own, which nobody's disk can fail.
    private static bool IsOfFiles(string call) => FileCalls.Contains(call);

    private static readonly HashSet<string> FileCalls = new(StringComparer.Ordinal)
    {
        "open",
        "openat",
        "openat2",
        "stat",
        "statx",
        "newfstatat",
        "fstat",
        "getdents64",
        "read",
        "pread64",
        "write",
        "readlink",
        "readlinkat",
        "mkdirat",
        "symlinkat",
        "linkat",
        "unlinkat",
        "utimensat",
        "fchmod",
        "fchmodat",
        "renameat",
        "renameat2",
        "copy_file_range",
        "ioctl",
        "close",
        "flock",
        "lseek",
        "ftruncate",
        "getrandom",
        "fremovexattr",
    };

    // The calls of a plain run, each with its number among those of its name in its thread, as strace counts.
    private List<(string Call, int Number)> Points(string transfer, Func<string, bool> isWanted, int part)
    {
        var log = Path.Combine(ScratchSpace.MakeDirectory("strace"), "log");
        Strace.Trace(site, log, "--transfer", transfer).Ended(0);
        Clear();
        var most = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(log))
        {
            // "1234  openat(AT_FDCWD, ...": the thread and the call.
            var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            var end = words is [_, var text, ..] ? text.IndexOf('(', StringComparison.Ordinal) : -1;
            if (end > 0 && words[1][..end] is var call && call is not ("execve" or "exit_group"))
            {
                var key = $"{words[0]} {call}";
                var count = counts[key] = counts.GetValueOrDefault(key) + 1;
                most[call] = Math.Max(most.GetValueOrDefault(call), count);
            }
        }

        var points = most.Where(pair => isWanted(pair.Key))
            .SelectMany(pair => Enumerable.Range(1, pair.Value).Select(number => (pair.Key, number)))
            .ToList();
        Assert.InRange(points.Count, 50, 5000);
        return [.. FaultRuns.Spread(points, part)];
    }

    // Null where the run was over before that point came.
    private Outcome? Inject(string fault, string transfer)
    {
        runs++;
        last = fault;
        var (outcome, wasInjected) = Strace.RunExport(site, fault, "--transfer", transfer);
        if (wasInjected)
        {
            injected++;
            return outcome;
        }

        outcome.Ended(0);
        Clear();
        return null;
    }

    private void CheckBeside(bool mayLeaveStaging)
    {
        Assert.Equal([], source.DifferencesTo(TreeSnapshot.Of(site.Repo), withIdentity: true));
        var beside = Kernel.List(site.Top).Where(name => name is not ("repo" or "out")).ToList();
        Assert.All(beside, name => Assert.StartsWith(".out.nnm-", name, StringComparison.Ordinal));
        Assert.True(beside.Count <= (mayLeaveStaging ? 1 : 0), $"after {last}: {string.Join(' ', beside)}");
        if (Kernel.Look(site.Out) is not null)
        {
            Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
        }
    }

    private void Clear()
    {
        // Not a removal that changes modes: the files may be the source's.
        Tool.Run("rm", "-rf", site.Out);
        Assert.Equal(["repo"], Kernel.List(site.Top));
    }

    private void Note(string what)
    {
        Assert.InRange(injected, (runs * 3 / 4) + 1, runs);
        FaultRuns.Note(what, injected);
    }
}
