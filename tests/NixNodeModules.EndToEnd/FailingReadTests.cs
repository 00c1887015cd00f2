using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>
/// The commands that only read, on a disk that fails: they end with 1 and the path, or say what they would have said; nothing is ever taken
/// for empty or absent because it could not be read.
/// </summary>
public sealed class FailingReadTests : IDisposable
{
    private readonly Site site = FullSite.Make();

    public FailingReadTests() => site.Exports("--external", "vendor");

    public void Dispose() => site.Dispose();

    [Theory]
    [InlineData("verify", "openat", "/out>, \"node_modules\"", 1, "cannot open the directory", "/out/node_modules", "openat")]
    [InlineData(
        "verify",
        "getdents64",
        "/out/node_modules/many>",
        2,
        "cannot read the directory",
        "/out/node_modules/many",
        "getdents64"
    )]
    [InlineData("verify", "statx", "/out/node_modules>, \"many\"", 1, "cannot look at", "/out/node_modules/many", "statx")]
    [InlineData(
        "inspect",
        "statx",
        "/repo/node_modules/many>, \"1250-",
        1,
        "cannot look at",
        "/repo/node_modules/many/1250-",
        "statx"
    )]
    [InlineData(
        "verify",
        "readlinkat",
        "/out/node_modules>, \"lib\"",
        1,
        "cannot read the link",
        "/out/node_modules/lib",
        "readlinkat"
    )]
    [InlineData("verify", "openat", "/out/node_modules>, \"big\"", 1, "cannot read", "/out/node_modules/big", "openat")]
    [InlineData("verify", "read", "/out/node_modules/big>", 1, "cannot read", "/out/node_modules/big", "read")]
    [InlineData("verify", "read", "/out/node_modules/big>", 2, "cannot read", "/out/node_modules/big", "read")]
    [InlineData("inspect", "openat", "/repo>, \"package.json\"", 1, "cannot read", "/repo/package.json", "openat")]
    [InlineData(
        "inspect",
        "read",
        "/repo/packages/lib/package.json>",
        1,
        "cannot read",
        "/repo/packages/lib/package.json",
        "read"
    )]
    [InlineData(
        "inspect",
        "getdents64",
        "/repo/node_modules/many>",
        2,
        "cannot read the directory",
        "/repo/node_modules/many",
        "getdents64"
    )]
    [InlineData(
        "inspect",
        "readlinkat",
        "/repo/node_modules>, \"lib\"",
        1,
        "cannot read the link",
        "/repo/node_modules/lib",
        "readlinkat"
    )]
    [InlineData("inspect", "statx", "AT_FDCWD|/beside\"", 1, "cannot look at the target of a link", "/beside", "statx")]
    [InlineData("why", "read", "/repo/package.json>", 1, "cannot read", "/repo/package.json", "read")]
    [InlineData("why", "getdents64", "/repo/node_modules>", 1, "cannot read the directory", "/repo/node_modules", "getdents64")]
    [InlineData(
        "why",
        "readlinkat",
        "/repo/node_modules>, \"lib\"",
        1,
        "cannot read the link",
        "/repo/node_modules/lib",
        "readlinkat"
    )]
    [InlineData(
        "why",
        "statx",
        "/node_modules/dep>, \"package.json\"",
        2,
        "cannot look at",
        "/repo/node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json",
        "statx"
    )]
    public void A_read_that_fails_ends_the_command_with_its_path(
        string command,
        string call,
        string where,
        int nth,
        string doing,
        string path,
        string named
    )
    {
        var outcome = site.Leaves(() =>
            Strace.RunAt(call, where.Split('|'), nth, "error=EIO", Command(command), () => { }).Ended(1).ExplainsItself()
        );
        outcome.Says(doing, $"{site.Top}{path}", $"({named}: EIO)");
        Assert.DoesNotContain("export", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory, InlineData("verify"), InlineData("inspect"), InlineData("why")]
    public void Whatever_read_fails_is_told_or_makes_no_difference(string command)
    {
        var plain = Binary.Run(Command(command)).Ended(0).Output;
        var points = FaultRuns.Spread(Strace.Points(Command(command), Calls.Contains), 30).ToList();
        var before = TreeSnapshot.Of(site.Top);
        var failed = 0;
        foreach (var (call, number) in points)
        {
            var (outcome, wasInjected, wasAtStart) = Strace.RunMarked($"{call}:error=EIO:when={number}", Command(command));
            var said = $"{call} {number}: {outcome.Code}\n{outcome.Error}";
            Assert.True(wasInjected, said);

            // 127, 134: the runtime itself could not start.
            Assert.True(outcome.Code is 0 or 1 || (wasAtStart && outcome.Code is 127 or 134), said);
            if (outcome.Code == 0)
            {
                Assert.Equal(plain, outcome.Output);
            }
            else if (outcome.Code == 1)
            {
                failed++;
                outcome.ExplainsItself().Says("EIO", "/");
                Assert.DoesNotContain("cannot export", outcome.Error, StringComparison.Ordinal);
            }
        }

        Assert.InRange(failed, points.Count / 3, points.Count);
        Assert.Equal([], before.DifferencesTo(TreeSnapshot.Of(site.Top), withIdentity: true));
        FaultRuns.Note($"EIO, {command}", points.Count);
    }

    private static readonly HashSet<string> Calls = new(StringComparer.Ordinal)
    {
        "openat",
        "openat2",
        "statx",
        "getdents64",
        "read",
        "readlinkat",
    };

    private string[] Command(string name) =>
        name switch
        {
            "verify" => ["verify", site.Out, "--forbid", "nowhere to be found", "--jobs", "1"],
            "inspect" => ["inspect", "--root", site.Repo, "--format", "json"],
            _ => ["why", "dep", "--root", site.Repo],
        };
}
