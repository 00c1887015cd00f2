using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// Runs of one export with a fault at one system call after another, and what each has to leave: a whole output or none, and nothing else
/// changed. The workspace is small and in memory, where that can be had: each run needs it whole again.
/// </summary>
internal sealed class EveryCall : IDisposable
{
    private readonly Site site = FullSite.Make(Site.InMemory(), many: 6);
    private readonly TreeSnapshot source;
    private readonly TreeSnapshot beside;
    private TreeSnapshot whole = null!;
    private string[] command = [];
    private Outcome? ended;
    private bool isReporting;
    private int runs;
    private int injected;
    private string last = "";

    public EveryCall() => (source, beside) = (TreeSnapshot.Of(site.Repo), TreeSnapshot.Of($"{site.Top}/beside"));

    /// <summary>Whether an output stands there before each run, to be replaced.</summary>
    public bool IsReplacing { get; private set; }

    /// <summary>Whether the last fault came before the program's own first call.</summary>
    public bool WasAtStart { get; private set; }

    public void Dispose() => site.Dispose();

    /// <summary>Runs once more, without a fault: the output is whole, and nothing of what the last run has left is still there.</summary>
    public void RunAgain()
    {
        Binary.Run([.. command, .. IsReplacing || Kernel.Look(site.Out) is null ? (string[])[] : ["--replace"]]).Ended(0);
        Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
        Assert.Equal(["beside", "out", "repo", "reports"], Kernel.List(site.Top));
    }

    /// <summary>What an export does to files; the rest is the runtime's own, which nobody's disk can fail.</summary>
    public static readonly HashSet<string> FileCalls = new(StringComparer.Ordinal)
    {
        "open",
        "faccessat",
        "faccessat2",
        "fstatfs",
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
        "pwrite64",
        "readlink",
        "readlinkat",
        "mkdirat",
        "symlinkat",
        "linkat",
        "unlink",
        "unlinkat",
        "utimensat",
        "fchmod",
        "fchmodat",
        "rename",
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

    /// <summary>The calls of a plain run, which shows what a whole output is.</summary>
    public List<(string Call, int Number)> Points(string asked, Func<string, bool> isWanted, int part)
    {
        IsReplacing = asked.Contains("--replace", StringComparison.Ordinal);
        isReporting = asked.Contains("REPORT", StringComparison.Ordinal);
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

    /// <summary>Runs with a fault; null where the run was over before that point came.</summary>
    public Outcome? Inject(string fault)
    {
        runs++;
        last = fault;
        var (outcome, wasInjected, atStart) = Strace.RunMarked(fault, command);
        ended = outcome;
        WasAtStart = atStart;
        if (wasInjected)
        {
            injected++;
            return outcome;
        }

        outcome.Ended(0);
        Clear();
        return null;
    }

    /// <summary>Fails where anything but the output is not as it was, or the output is there and not whole.</summary>
    public void CheckBeside(bool mayLeaveStaging)
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
        else
        {
            Assert.DoesNotContain("report.json", Reports(), StringComparer.Ordinal);
        }

        CheckReports();
        Assert.True(
            !IsReplacing || Kernel.Look(site.Out) is not null,
            $"after {last} there is neither the old tree nor the new one"
        );
    }

    // A killed run may leave the report under the name that it has until it is kept.
    private void CheckReports()
    {
        var isTold = ended!.Error.Contains("cannot write the report", StringComparison.Ordinal);
        var unfinished = Reports().Where(name => name != "report.json").ToList();
        Assert.All(unfinished, name => Assert.StartsWith("report.json.nnm-", name, StringComparison.Ordinal));
        Assert.True(
            Reports().Count <= 1 && (unfinished.Count == 0 || ended.Code == 137),
            $"after {last}: {string.Join(' ', Reports())}"
        );
        Assert.True(
            !isReporting || isTold || ended.Code != 0 || Reports() is ["report.json"],
            $"after {last} there is no report"
        );
    }

    private IReadOnlyList<string> Reports() => Kernel.List($"{site.Top}/reports");

    // What a replacing run finds in the output's place: as it was, until the new tree is there.
    private void MakeOld()
    {
        if (IsReplacing)
        {
            Kernel.MakeDirectories($"{site.Out}/old");
            Kernel.WriteFile($"{site.Out}/old/file", "old\n");
        }
    }

    private bool IsOld() =>
        IsReplacing
        && Kernel.List(site.Out) is ["old"]
        && Kernel.List($"{site.Out}/old") is ["file"]
        && File.ReadAllText($"{site.Out}/old/file") == "old\n";

    /// <summary>Whether the output is there, and not what it was to replace.</summary>
    public bool IsWhole() => Kernel.Look(site.Out) is not null && !IsOld();

    /// <summary>Makes the place what it was before the run.</summary>
    public void Clear()
    {
        // Not a removal that changes modes: the files may be the source's.
        Tool.Run("bash", "-c", "rm -rf \"$0\"/out \"$0\"/.out.nnm-* \"$0\"/reports/*", site.Top);
        Assert.Equal(["beside", "repo", "reports"], Kernel.List(site.Top));
        MakeOld();
    }

    /// <summary>Notes the count, and fails where a run was over before its fault; of signals, which may come too late, most have to be in time.</summary>
    public void Note(string what, bool isEvery = false)
    {
        Assert.InRange(injected, isEvery ? runs : (runs * 3 / 4) + 1, runs);
        FaultRuns.Note(what, injected);
    }
}
