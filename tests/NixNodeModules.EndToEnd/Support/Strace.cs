using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>Runs the executable under strace, which makes system calls slow, or sends signals, at exact points.</summary>
internal static class Strace
{
    private static readonly Lazy<string?> Obstacle = new(() =>
        !File.Exists("/usr/bin/strace") ? "strace is not installed"
        : Tool.Try("strace", ["-o", "/dev/null", "true"], environment: null, directory: null) is { Code: not 0 } refused
            ? $"strace does not work here: {refused.Error}"
        : null
    );

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
    public static Outcome Count(Site site, string log, params string[] options)
    {
        Assert.SkipWhen(Obstacle.Value is not null, Obstacle.Value ?? "");
        string[] counting = ["-f", "-c", "-o", log, Binary.Path];
        return Tool.Try(
            "strace",
            [.. counting, "export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", .. options],
            environment: null,
            directory: null
        );
    }

    /// <summary>Runs an export and has its system calls written down, with the thread before each; skips the test where there is no strace.</summary>
    public static Outcome Trace(Site site, string log, params string[] options)
    {
        Assert.SkipWhen(Obstacle.Value is not null, Obstacle.Value ?? "");
        string[] tracing = ["-f", "-o", log, Binary.Path];
        return Tool.Try(
            "strace",
            [.. tracing, "export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", .. options],
            environment: null,
            directory: null
        );
    }

    /// <summary>Runs an export with a fault injected, and says whether it was.</summary>
    public static (Outcome Outcome, bool WasInjected) RunExport(Site site, string fault, params string[] options)
    {
        var log = Path.Combine(ScratchSpace.MakeDirectory("strace"), "log");
        var (program, arguments) = Export(site, fault, log, options);
        var outcome = Tool.Try(program, arguments, environment: null, directory: null);
        var trace = File.ReadAllText(log);
        return (
            outcome,
            trace.Contains("(INJECTED)", StringComparison.Ordinal)
                || trace.Contains("(DELAYED)", StringComparison.Ordinal)
                || trace.Contains("--- SIG", StringComparison.Ordinal)
                || trace.Contains("+++ killed by", StringComparison.Ordinal)
        );
    }
}
