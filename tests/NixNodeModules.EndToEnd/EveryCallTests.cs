using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>
/// Every system call that an export makes, killed, interrupted or failed, one a run: there is a whole output or none, and nothing else has
/// changed.
/// </summary>
public sealed class EveryCallTests : IDisposable
{
    private readonly Site site = FullSite.Make();
    private readonly TreeSnapshot source;
    private readonly TreeSnapshot beside;
    private TreeSnapshot whole = null!;
    private string[] options = [];
    private int runs;
    private int injected;
    private string last = "";

    public EveryCallTests() => (source, beside) = (TreeSnapshot.Of(site.Repo), TreeSnapshot.Of($"{site.Top}/beside"));

    public void Dispose() => site.Dispose();

    [Theory, InlineData("--transfer copy"), InlineData("--transfer hardlink --report REPORT")]
    public void A_kill_leaves_a_whole_output_or_none_and_the_next_run_takes_the_rest_away(string asked)
    {
        foreach (var (call, number) in Points(asked, _ => true, 24))
        {
            if (Inject($"{call}:signal=KILL:when={number}") is not { } outcome)
            {
                continue;
            }

            outcome.Ended(137);
            CheckBeside(mayLeaveStaging: true);
            Tool.Run("rm", "-rf", site.Out);
            site.Exports(options);
            Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
            Assert.Equal(["beside", "out", "repo", "reports"], Kernel.List(site.Top));
            Clear();
        }

        Note($"kills, {asked}");
    }

    [Fact]
    public void A_signal_to_end_is_heard_and_nothing_is_left()
    {
        foreach (var (call, number) in Points("--transfer copy", _ => true, 24))
        {
            if (Inject($"{call}:signal=TERM:when={number}") is { } outcome)
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
    [InlineData("EIO", "--transfer copy")]
    [InlineData("EMFILE", "--transfer auto")]
    [InlineData("EACCES", "--transfer hardlink")]
    [InlineData("ENOSPC", "--transfer auto --mtime epoch")]
    [InlineData("EDQUOT", "--transfer copy --report REPORT")]
    [InlineData("EIO", "--mode inline-workspace --mtime epoch --report REPORT")]
    public void A_call_that_fails_ends_the_run_cleanly_or_makes_no_difference(string errno, string asked)
    {
        foreach (var (call, number) in Points(asked, IsOfFiles, 24))
        {
            if (Inject($"{call}:error={errno}:when={number}") is not { } outcome)
            {
                continue;
            }

            // 127, 134: the runtime itself could not start. 3: who may not look outside cannot tell what a link there leads to.
            Assert.True(
                outcome.Code is 0 or 1 or 127 or 134 || (outcome.Code == 3 && errno == "EACCES"),
                $"{call} {number}: {outcome.Code}\n{outcome.Error}"
            );
            CheckBeside(mayLeaveStaging: false);
            if (outcome.Code == 1)
            {
                outcome.ExplainsItself();
                Assert.True(
                    outcome.Error.Contains(errno, StringComparison.Ordinal)
                        || outcome.Error.Contains("cannot write the report", StringComparison.Ordinal),
                    $"{call} {number}: {outcome.Error}"
                );
            }

            if (outcome.Code is not (127 or 134))
            {
                Assert.Equal(outcome.Code == 0, Kernel.Look(site.Out) is not null);
            }

            Clear();
        }

        Note($"{errno}, {asked}");
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

    // The calls of a plain run, which shows what a whole output is.
    private List<(string Call, int Number)> Points(string asked, Func<string, bool> isWanted, int part)
    {
        options =
        [
            "--external",
            "vendor",
            .. asked.Replace("REPORT", $"{site.Top}/reports/report.json", StringComparison.Ordinal).Split(' '),
        ];
        var points = Strace.Points(["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", .. options], isWanted);
        whole = TreeSnapshot.Of(site.Out);
        Clear();
        Assert.InRange(points.Count, 50, 20_000);
        return [.. FaultRuns.Spread(points, part)];
    }

    // Null where the run was over before that point came.
    private Outcome? Inject(string fault)
    {
        runs++;
        last = fault;
        var (outcome, wasInjected) = Strace.RunExport(site, fault, options);
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
        Assert.Equal([], beside.DifferencesTo(TreeSnapshot.Of($"{site.Top}/beside"), withIdentity: true));
        var others = Kernel.List(site.Top).Where(name => name is not ("repo" or "out" or "beside" or "reports")).ToList();
        Assert.All(others, name => Assert.StartsWith(".out.nnm-", name, StringComparison.Ordinal));
        Assert.True(others.Count <= (mayLeaveStaging ? 1 : 0), $"after {last}: {string.Join(' ', others)}");
        if (Kernel.Look(site.Out) is not null)
        {
            Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
        }
        else if (!mayLeaveStaging)
        {
            Assert.Empty(Kernel.List($"{site.Top}/reports"));
        }
    }

    private void Clear()
    {
        // Not a removal that changes modes: the files may be the source's.
        Tool.Run("bash", "-c", "rm -rf \"$0\"/out \"$0\"/reports/*", site.Top);
        Assert.Equal(["beside", "repo", "reports"], Kernel.List(site.Top));
    }

    private void Note(string what)
    {
        Assert.InRange(injected, (runs * 3 / 4) + 1, runs);
        FaultRuns.Note(what, injected);
    }
}
