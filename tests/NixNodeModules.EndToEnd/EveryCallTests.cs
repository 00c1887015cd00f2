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
    private string[] command = [];
    private bool isReplacing;
    private int runs;
    private int injected;
    private string last = "";
    private bool wasAtStart;

    public EveryCallTests() => (source, beside) = (TreeSnapshot.Of(site.Repo), TreeSnapshot.Of($"{site.Top}/beside"));

    public void Dispose() => site.Dispose();

    [
        Theory,
        InlineData("--transfer copy"),
        InlineData("--transfer hardlink --report REPORT"),
        InlineData("--replace"),
        InlineData("--layers --mtime epoch")
    ]
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
            Binary.Run([.. command, .. isReplacing || Kernel.Look(site.Out) is null ? (string[])[] : ["--replace"]]).Ended(0);
            Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
            Assert.Equal(["beside", "out", "repo", "reports"], Kernel.List(site.Top));
            Clear();
        }

        Note($"kills, {asked}");
    }

    [Theory, InlineData("--transfer copy"), InlineData("--replace")]
    public void A_signal_to_end_is_heard_and_nothing_is_left(string asked)
    {
        foreach (var (call, number) in Points(asked, _ => true, asked == "--replace" ? 12 : 24))
        {
            if (Inject($"{call}:signal=TERM:when={number}") is { } outcome)
            {
                Assert.Contains(outcome.Code, (int[])[0, 143]);
                CheckBeside(mayLeaveStaging: false);
                Assert.Equal(outcome.Code == 0, IsWhole());
                Clear();
            }
        }

        Note($"signals to end, {asked}");
    }

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
        foreach (var (call, number) in Points(asked, IsOfFiles, 24))
        {
            if (Inject($"{call}:error={errno}:when={number}") is not { } outcome)
            {
                continue;
            }

            // 127, 134: the runtime itself could not start. 3: who may not look outside cannot tell what a link there leads to.
            Assert.True(
                outcome.Code is 0 or 1 || (wasAtStart && outcome.Code is 127 or 134) || (outcome.Code == 3 && errno == "EACCES"),
                $"{call} {number}: {outcome.Code}\n{outcome.Error}"
            );

            // What the output has replaced may be there still, and is named then.
            var isNamed = isReplacing && outcome.Code == 0 && outcome.Error.Contains(" is left at ", StringComparison.Ordinal);
            CheckBeside(mayLeaveStaging: isNamed);
            if (outcome.Code == 1)
            {
                outcome.ExplainsItself();
                Assert.True(
                    outcome.Error.Contains(errno, StringComparison.Ordinal)
                        || outcome.Error.Contains("cannot write the report", StringComparison.Ordinal),
                    $"{call} {number}: {outcome.Error}"
                );
            }

            Assert.Equal(outcome.Code == 0, IsWhole());
            Clear();
        }

        Note($"{errno}, {asked}");
    }

    // What an export does to files; the rest is the runtime's own, which nobody's disk can fail.
    private static bool IsOfFiles(string call) => FileCalls.Contains(call);

    internal static readonly HashSet<string> FileCalls = new(StringComparer.Ordinal)
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
        isReplacing = asked.Contains("--replace", StringComparison.Ordinal);
        var isLayered = asked.Contains("--layers", StringComparison.Ordinal);
        command =
        [
            "export",
            "--root",
            site.Repo,
            isLayered ? "--layers" : "--out",
            site.Out,
            "--jobs",
            "1",
            "--external",
            "vendor",
            .. asked
                .Replace("--layers ", "", StringComparison.Ordinal)
                .Replace("REPORT", $"{site.Top}/reports/report.json", StringComparison.Ordinal)
                .Split(' ')
                .Where(option => option != "--layers"),
        ];
        MakeOld();
        var points = Strace.Points(command, isWanted);
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
        var (outcome, wasInjected, atStart) = Strace.RunMarked(fault, command);
        wasAtStart = atStart;
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
        if (Kernel.Look(site.Out) is not null && !IsOld())
        {
            Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
        }
        else if (!mayLeaveStaging)
        {
            Assert.Empty(Kernel.List($"{site.Top}/reports"));
        }
    }

    // What a replacing run finds in the output's place: as it was, until the new tree is there.
    private void MakeOld()
    {
        if (isReplacing)
        {
            Kernel.MakeDirectories($"{site.Out}/old");
            Kernel.WriteFile($"{site.Out}/old/file", "old\n");
        }
    }

    private bool IsOld() =>
        isReplacing
        && Kernel.List(site.Out) is ["old"]
        && Kernel.List($"{site.Out}/old") is ["file"]
        && File.ReadAllText($"{site.Out}/old/file") == "old\n";

    // A replacing run has to leave one of the two.
    private bool IsWhole() => Kernel.Look(site.Out) is not null ? !IsOld() : isReplacing && Lost();

    private bool Lost()
    {
        Assert.Fail($"after {last} there is neither the old tree nor the new one");
        return true;
    }

    private void Clear()
    {
        // Not a removal that changes modes: the files may be the source's.
        Tool.Run("bash", "-c", "rm -rf \"$0\"/out \"$0\"/.out.nnm-* \"$0\"/reports/*", site.Top);
        Assert.Equal(["beside", "repo", "reports"], Kernel.List(site.Top));
        MakeOld();
    }

    private void Note(string what)
    {
        Assert.InRange(injected, (runs * 3 / 4) + 1, runs);
        FaultRuns.Note(what, injected);
    }
}
