using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>Runs the executable under strace, which makes system calls slow, or sends signals, at exact points.</summary>
internal static class Strace
{
    private static readonly Lazy<string?> Obstacle = new(() =>
        !File.Exists("/usr/bin/strace") ? "strace is not installed"
        : Tool.Try("strace", ["-f", "--seccomp-bpf", "-o", "/dev/null", "true"], environment: null, directory: null)
            is { Code: not 0 } refused
            ? $"strace does not work here: {refused.Error}"
        : null
    );

    // For commands that have no --jobs: one thread does the work, so that a call has a number.
    private static readonly KeyValuePair<string, string>[] OneProcessor = [new("DOTNET_PROCESSOR_COUNT", "1")];

    /// <summary>The program and arguments that run an export of a site with a fault injected; skips the test where there is no strace.</summary>
    /// <param name="site">Where to export.</param>
    /// <param name="fault">As strace's -e inject= takes it.</param>
    /// <param name="log">The file for the trace.</param>
    /// <param name="options">Further options.</param>
    public static (string Program, string[] Arguments) Export(Site site, string fault, string log, params string[] options)
    {
        Assert.SkipWhen(Obstacle.Value is not null, Obstacle.Value ?? "");
        var calls = fault[..fault.IndexOf(':', StringComparison.Ordinal)];
        return (
            "strace",
            [
                "-f",
                .. Quick(fault),
                "-o",
                log,
                "-e",
                $"trace={calls}",
                "-e",
                $"inject={fault}",
                Binary.Path,
                "export",
                "--root",
                site.Repo,
                "--out",
                site.Out,
                "--jobs",
                "1",
                .. options,
            ]
        );
    }

    /// <summary>Runs an export and has its system calls counted, a line a call; skips the test where there is no strace.</summary>
    public static Outcome Count(Site site, string log, params string[] options) =>
        Count(log, ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", .. options]);

    /// <summary>Runs any command and has its system calls counted into a file.</summary>
    public static Outcome Count(string log, string[] command)
    {
        Assert.SkipWhen(Obstacle.Value is not null, Obstacle.Value ?? "");
        return Tool.Try("strace", ["-f", "-c", "-o", log, Binary.Path, .. command], environment: null, directory: null);
    }

    /// <summary>Runs an export and says whether it made a call whose line in the trace has all of some texts in it.</summary>
    public static (Outcome Outcome, bool WasMade) Trace(Site site, string call, params string[] where)
    {
        var (outcome, trace) = Traced(call, [], ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1"]);
        return (outcome, trace.Any(line => where.All(text => line.Contains(text, StringComparison.Ordinal))));
    }

    /// <summary>Runs a command that has to succeed and gives the lines of its trace.</summary>
    public static string[] Lines(string calls, string[] command)
    {
        var (outcome, trace) = Traced(calls, [], command);
        outcome.Ended(0);
        return trace;
    }

    /// <summary>Runs an export with a fault injected, and says whether it was.</summary>
    public static (Outcome Outcome, bool WasInjected) RunExport(Site site, string fault, params string[] options) =>
        Run(fault, ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", .. options]);

    /// <summary>Runs a command with a fault injected, and says whether it was, into a call whose line in the trace has all of some texts in it.</summary>
    /// <param name="fault">As strace's -e inject= takes it.</param>
    /// <param name="command">The command and its options.</param>
    /// <param name="where">The texts; descriptors have their paths with them.</param>
    public static (Outcome Outcome, bool WasInjected) Run(string fault, string[] command, params string[] where)
    {
        var (outcome, trace) = Traced(fault[..fault.IndexOf(':', StringComparison.Ordinal)], ["-e", $"inject={fault}"], command);
        return (
            outcome,
            trace.Any(line => WasHit(line, fault) && where.All(text => line.Contains(text, StringComparison.Ordinal)))
        );
    }

    /// <summary>
    /// The same, and whether the fault came before the program's first own call, which is the look at its standard streams: until then it is the
    /// runtime that starts, and what it cannot do without ends the process in its way.
    /// </summary>
    public static (Outcome Outcome, bool WasInjected, bool WasAtStart) RunMarked(string fault, string[] command)
    {
        var call = fault[..fault.IndexOf(':', StringComparison.Ordinal)];
        var (outcome, trace) = Traced(call == "openat" ? call : $"{call},openat", ["-e", $"inject={fault}"], command);
        var first = Array.FindIndex(trace, line => WasHit(line, fault));
        var own = Array.FindIndex(trace, line => line.Contains(">, \"/\", O_RDONLY", StringComparison.Ordinal));
        return (outcome, first >= 0, first >= 0 && (own < 0 || first < own));
    }

    /// <summary>
    /// Runs a command twice: to the end, after which <paramref name="clear"/> removes what it has made, and with a fault at one call, that of
    /// a name which is the <paramref name="nth"/> whose line has all of some texts in it. Fails unless the fault hit that very call.
    /// </summary>
    /// <param name="call">The call's name.</param>
    /// <param name="where">The texts; descriptors have their paths with them.</param>
    /// <param name="nth">Which of those calls, from 1.</param>
    /// <param name="effect">As strace's -e inject= takes it after the name: <c>error=EIO</c>.</param>
    /// <param name="command">The command and its options; one thread does the work.</param>
    /// <param name="clear">Removes what the first run has made.</param>
    public static Outcome RunAt(string call, string[] where, int nth, string effect, string[] command, Action clear)
    {
        var number = NumberOf(call, where, nth, command);
        clear();
        var (outcome, wasInjected) = Run($"{call}:{effect}:when={number}", command, where);
        Assert.True(wasInjected, $"{effect} did not hit the {call} with {string.Join(" and ", where)}\n{outcome.Error}");
        return outcome;
    }

    /// <summary>
    /// Runs a command in the same way, stops it when that call has returned, does something meanwhile, and lets it go on to its end.
    /// </summary>
    public static Outcome HeldAfter(string call, string[] where, int nth, string[] command, Action clear, Action meanwhile)
    {
        var number = NumberOf(call, where, nth, command);
        clear();
        var log = Path.Combine(ScratchSpace.MakeDirectory("strace"), "log");
        string[] tracing = ["-f", "-y", "-s", "0", "-o", log, "-e", $"trace={call}"];
        using var run = Tool.Start(
            "strace",
            [.. tracing, "-e", $"inject={call}:signal=STOP:when={number}", Binary.Path, .. command],
            OneProcessor
        );
        string? stopped;
        while (
            (stopped = Lines().FirstOrDefault(line => line.Contains("--- stopped by SIGSTOP", StringComparison.Ordinal))) is null
        )
        {
            Assert.False(run.Task.IsCompleted, "the run ended before it was stopped");
            Thread.Sleep(1);
        }

        var last = Lines().Last(line => line.Contains($" {call}(", StringComparison.Ordinal));
        Assert.All(where, text => Assert.Contains(text, last, StringComparison.Ordinal));
        try
        {
            meanwhile();
        }
        finally
        {
            var process = int.Parse(stopped.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            _ = Mono.Unix.Native.Syscall.kill(process, Mono.Unix.Native.Signum.SIGCONT);
        }

        return new(run.Result.ExitCode, run.Result.StandardOutput, run.Result.StandardError);

        string[] Lines() => File.Exists(log) ? File.ReadAllText(log).Split('\n') : [];
    }

    // Which call of its name in its thread, as strace counts, is the nth whose line has some texts in it.
    private static int NumberOf(string call, string[] where, int nth, string[] command)
    {
        var (plain, trace) = Traced(call, [], command);
        plain.Ended(0);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in trace)
        {
            if (CallOf(line) is not { } made || made.Call != call)
            {
                continue;
            }

            var count = counts[made.Thread] = counts.GetValueOrDefault(made.Thread) + 1;
            if (where.All(text => line.Contains(text, StringComparison.Ordinal)) && --nth == 0)
            {
                return count;
            }
        }

        Assert.Fail($"no {call} has {string.Join(" and ", where)} in it");
        return 0;
    }

    /// <summary>The calls of a plain run of a command, each with its number among those of its name in its thread, as strace counts.</summary>
    public static List<(string Call, int Number)> Points(string[] command, Func<string, bool> isWanted)
    {
        var (plain, trace) = Traced("all", [], command);
        plain.Ended(0);
        var most = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in trace)
        {
            if (CallOf(line) is { } made && made.Call is not ("execve" or "exit_group") && isWanted(made.Call))
            {
                var key = $"{made.Thread} {made.Call}";
                var count = counts[key] = counts.GetValueOrDefault(key) + 1;
                most[made.Call] = Math.Max(most.GetValueOrDefault(made.Call), count);
            }
        }

        return [.. most.SelectMany(pair => Enumerable.Range(1, pair.Value).Select(number => (pair.Key, number)))];
    }

    // The runtime's threads send each other signals of their own, and of its children it is told by one.
    private static bool WasHit(string line, string fault)
    {
        const string signal = ":signal=";
        var at = fault.IndexOf(signal, StringComparison.Ordinal);
        if (at < 0)
        {
            return line.Contains("(INJECTED)", StringComparison.Ordinal) || line.Contains("(DELAYED)", StringComparison.Ordinal);
        }

        var name = fault[(at + signal.Length)..].Split(':')[0];
        return line.Contains(name == "KILL" ? "+++ killed by SIGKILL" : $"--- SIG{name} ", StringComparison.Ordinal);
    }

    // A call during which another thread made one is told in two lines.
    private static string[] Joined(IEnumerable<string> trace)
    {
        var begun = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = new List<string>();
        foreach (var line in trace)
        {
            var thread = line[..Math.Max(line.IndexOf(' ', StringComparison.Ordinal), 0)];
            if (line.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                begun[thread] = line;
            }
            else
            {
                lines.Add(
                    line.Contains(" resumed>", StringComparison.Ordinal) && begun.Remove(thread, out var start)
                        ? start + line
                        : line
                );
            }
        }

        return [.. lines, .. begun.Values];
    }

    // Only the calls that are asked for stop then; but no signals can be sent.
    private static string[] Quick(string fault) => fault.Contains(":signal=", StringComparison.Ordinal) ? [] : ["--seccomp-bpf"];

    // "1234  openat(5</some/where>, ...": the thread and the call.
    private static (string Thread, string Call)? CallOf(string line)
    {
        var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        var end = words is [_, var text, ..] ? text.IndexOf('(', StringComparison.Ordinal) : -1;
        return end > 0 ? (words[0], words[1][..end]) : null;
    }

    private static (Outcome Outcome, string[] Trace) Traced(string calls, string[] options, string[] command)
    {
        Assert.SkipWhen(Obstacle.Value is not null, Obstacle.Value ?? "");
        var log = Path.Combine(ScratchSpace.MakeDirectory("strace"), "log");
        string[] tracing =
        [
            "-f",
            .. Quick(string.Concat(options)),
            "-y",
            "-s",
            "0",
            "-o",
            log,
            "-e",
            $"trace={calls}",
            .. options,
            Binary.Path,
        ];
        var outcome = Tool.Try("strace", [.. tracing, .. command], OneProcessor, directory: null);
        return (outcome, Joined(File.ReadLines(log)));
    }
}
