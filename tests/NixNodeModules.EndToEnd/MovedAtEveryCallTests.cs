using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>
/// --transfer move, killed or failed at every system call: until the output is in its place the source has all that it had, and from then on
/// each file is in the one or in the other.
/// </summary>
public sealed class MovedAtEveryCallTests : IDisposable
{
    private readonly Site site = TransferTests
        .AddManyKinds(Site.InMemory().AddWorkspace())
        .File("node_modules/.modules.yaml", "layoutVersion: 5\n")
        .File("notes.txt");

    private readonly TreeSnapshot source;
    private readonly string[] command;
    private TreeSnapshot whole = null!;
    private HashSet<string> stays = [];
    private int injected;

    public MovedAtEveryCallTests()
    {
        source = TreeSnapshot.Of(site.Repo);
        command = ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", "--transfer", "move"];
        Tool.Run("cp", "-a", site.Repo, $"{site.Top}/kept");
    }

    public void Dispose() => site.Dispose();

    [Theory, InlineData("--out"), InlineData("--layers")]
    public void A_killed_move_has_lost_nothing(string place)
    {
        var points = Points(place, 24);
        foreach (var (call, number) in points)
        {
            var (outcome, wasInjected, _) = Strace.RunMarked($"{call}:signal=KILL:when={number}", command);
            if (wasInjected)
            {
                injected++;
                outcome.Ended(137);
                Check($"{call} {number}", mayLeaveStaging: true);
                if (Kernel.Look(site.Out) is null)
                {
                    // The next run does what this one was to do.
                    Binary.Run(command).Ended(0);
                    Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
                    Assert.Equal(["kept", "out", "repo"], Kernel.List(site.Top));
                }
            }

            Restore();
        }

        Note($"kills, --transfer move {place}", points.Count);
    }

    [Theory, InlineData("EIO", "--out"), InlineData("EACCES", "--out"), InlineData("ENOSPC", "--layers")]
    public void A_move_that_fails_has_lost_nothing(string errno, string place)
    {
        var points = Points(place, 24, EveryCall.FileCalls.Contains);
        foreach (var (call, number) in points)
        {
            var (outcome, wasInjected, wasAtStart) = Strace.RunMarked($"{call}:error={errno}:when={number}", command);
            var said = $"{call} {number}: {outcome.Code}\n{outcome.Error}";
            if (wasInjected)
            {
                injected++;
                Assert.True(outcome.Code is 0 or 1 || (wasAtStart && outcome.Code is 127 or 134), said);
                Assert.Equal(outcome.Code == 0, Kernel.Look(site.Out) is not null);
                Check(said, mayLeaveStaging: false);
                if (outcome.Code == 1)
                {
                    outcome.ExplainsItself().Says(errno);
                }
                else if (outcome.Code == 0 && !stays.IsSupersetOf(TreeSnapshot.Of(site.Repo).Nodes.Keys))
                {
                    outcome.Says("of the source that should have gone");
                }
            }

            Restore();
        }

        Note($"{errno}, --transfer move {place}", points.Count);
    }

    private List<(string Call, int Number)> Points(string place, int part, Func<string, bool>? isWanted = null)
    {
        command[3] = place;
        var points = Strace.Points(command, isWanted ?? (_ => true));
        whole = TreeSnapshot.Of(site.Out);
        stays = [.. TreeSnapshot.Of(site.Repo).Nodes.Keys];
        Restore();
        return [.. FaultRuns.Spread(points, part)];
    }

    private void Note(string what, int points)
    {
        Assert.InRange(injected, (points * 3 / 4) + 1, points);
        FaultRuns.Note(what, injected);
    }

    private void Check(string after, bool mayLeaveStaging)
    {
        var others = Kernel.List(site.Top).Where(name => name is not ("repo" or "out" or "kept")).ToList();
        Assert.All(others, name => Assert.StartsWith(".out.nnm-", name, StringComparison.Ordinal));
        Assert.True(others.Count <= (mayLeaveStaging ? 1 : 0), $"after {after}: {string.Join(' ', others)}");
        var left = TreeSnapshot.Of(site.Repo);
        if (Kernel.Look(site.Out) is null)
        {
            // Nobody's hand has been in it: not even a directory's time is another.
            Assert.Equal([], source.DifferencesTo(left));
            return;
        }

        // The output has all that it should; and what of the source is left is as it was, with all that was not to go.
        Assert.True(others.Count == 0, $"after {after}: {string.Join(' ', others)}");
        Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
        foreach (var (path, node) in left.Nodes)
        {
            Assert.True(source.Nodes.ContainsKey(path), path);
            Assert.True(node.IsDirectory || node.Described == source.Nodes[path].Described, path);
            Assert.Equal(source.Nodes[path].Mode, node.Mode);
        }

        foreach (var path in (string[])["notes.txt", "package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"])
        {
            Assert.True(left.Nodes.ContainsKey(path), $"after {after} {path} has gone");
        }
    }

    private void Restore()
    {
        Tool.Run("bash", "-c", "rm -rf \"$0\"/out \"$0\"/repo \"$0\"/.out.nnm-* && cp -a \"$0/kept\" \"$0/repo\"", site.Top);
    }
}
