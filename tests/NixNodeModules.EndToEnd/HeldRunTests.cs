using Mono.Unix.Native;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>
/// A run is stopped at a known call, one file or directory of the source is changed, and the run goes on: it ends with 4, or has taken what it
/// had read before; never anything else. What lies outside is as long and as old as what it is put in place of.
/// </summary>
public sealed class HeldRunTests : IDisposable
{
    private const string Held = "node_modules/held";
    private const string Name = $"{Held}/file";
    private const int Length = 300_000;

    private readonly Site site = Site.WithWorkspace().File(Name, RacedFile.TextOf("inside", Length));

    public HeldRunTests()
    {
        Kernel.MakeDirectories($"{site.Top}/beside/held");
        Kernel.WriteFile($"{site.Top}/beside/held/file", RacedFile.TextOf("OUTSIDE", Length));
        Kernel.WriteFile($"{site.Top}/beside/file", RacedFile.TextOf("another", Length));
        foreach (var path in (string[])[site.PathOf(Name), $"{site.Top}/beside/held/file", $"{site.Top}/beside/file"])
        {
            Kernel.SetModified(path, 1_000_000_000, 7);
        }
    }

    public void Dispose() => site.Dispose();

    // Where a run is held; all of the source has been scanned when the staging directory is made.
    private static (string Call, string[] Where) Point(string name) =>
        name switch
        {
            "scanning" => ("statx", ["/repo/node_modules>, \"held\""]),
            "scanned" => ("mkdirat", ["\".out.nnm-"]),
            "opened" => ("openat", ["/repo/node_modules/held>, \"file\""]),
            "half read" => ("read", ["/repo/node_modules/held/file>"]),
            "linked" => ("linkat", ["/repo/node_modules/held>, \"file\""]),
            _ => ("renameat2", ["\"out\""]),
        };

    [Theory]
    [InlineData("copy", "scanned", "truncated")]
    [InlineData("copy", "scanned", "grown")]
    [InlineData("copy", "scanned", "rewritten")]
    [InlineData("copy", "scanned", "replaced")]
    [InlineData("copy", "scanned", "file is a link")]
    [InlineData("copy", "scanned", "directory is a link")]
    [InlineData("copy", "scanning", "directory is a link")]
    [InlineData("copy", "opened", "truncated")]
    [InlineData("copy", "opened", "grown")]
    [InlineData("copy", "opened", "rewritten")]
    [InlineData("copy", "half read", "truncated")]
    [InlineData("copy", "half read", "grown")]
    [InlineData("copy", "half read", "rewritten")]
    [InlineData("hardlink", "scanned", "truncated")]
    [InlineData("hardlink", "scanned", "grown")]
    [InlineData("hardlink", "scanned", "rewritten")]
    [InlineData("hardlink", "scanned", "replaced")]
    [InlineData("hardlink", "scanned", "file is a link")]
    [InlineData("hardlink", "scanned", "directory is a link")]
    [InlineData("hardlink", "linked", "truncated")]
    [InlineData("hardlink", "linked", "grown")]
    [InlineData("hardlink", "linked", "rewritten")]
    [InlineData("move", "scanned", "truncated")]
    [InlineData("move", "scanned", "grown")]
    [InlineData("move", "scanned", "rewritten")]
    [InlineData("move", "scanned", "replaced")]
    [InlineData("move", "scanned", "file is a link")]
    [InlineData("move", "scanned", "directory is a link")]
    [InlineData("move", "linked", "truncated")]
    [InlineData("move", "linked", "grown")]
    [InlineData("move", "linked", "rewritten")]
    public void A_change_at_a_known_call_is_told_and_leaves_no_output(string transfer, string point, string how)
    {
        var (outcome, changed, outside) = Run(transfer, point, how);
        outcome.Ended(4).ExplainsItself().Says($"{site.Repo}/{Held}", "while it was being read");
        Assert.Equal(["beside", "repo"], Kernel.List(site.Top));

        // The run's own hand has touched neither side.
        Assert.Equal([], changed.DifferencesTo(TreeSnapshot.Of(site.Repo), withIdentity: true));
        Assert.Equal([], outside.DifferencesTo(TreeSnapshot.Of($"{site.Top}/beside"), withIdentity: true));
    }

    // Manifests are read while the plan is made; one that has gone since its directory was listed is no failing disk.
    [Theory, InlineData(true), InlineData(false)]
    public void A_manifest_that_goes_or_becomes_a_link_is_a_change_of_the_source(bool isLinked)
    {
        site.File("package.json", """{ "name": "root", "private": true, "dependencies": { "dep": "1.0.0" } }""");
        Tool.Run("cp", "-a", site.Repo, $"{site.Top}/kept");
        var manifest = site.PathOf("node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json");
        Strace
            .HeldAfter(
                "statx",
                ["/node_modules/dep>, \"package.json\""],
                nth: 1,
                ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", "--prod"],
                Clear,
                () =>
                {
                    Kernel.Check(Syscall.unlink(manifest), manifest);
                    if (isLinked)
                    {
                        Kernel.MakeLink($"{site.Top}/beside/file", manifest);
                    }
                }
            )
            .Ended(4)
            .ExplainsItself()
            .Says(manifest, isLinked ? "was replaced" : "was removed");
        Assert.Equal(["beside", "repo"], Kernel.List(site.Top));
    }

    // What was opened before is the file that was scanned, wherever its name leads by now.
    [Theory]
    [InlineData("copy", "opened", "replaced")]
    [InlineData("copy", "opened", "file is a link")]
    [InlineData("copy", "opened", "directory is a link")]
    [InlineData("copy", "half read", "replaced")]
    [InlineData("copy", "half read", "directory is a link")]
    [InlineData("hardlink", "linked", "replaced")]
    [InlineData("hardlink", "linked", "directory is a link")]
    public void A_file_that_was_opened_in_time_is_the_one_that_was_scanned(string transfer, string point, string how)
    {
        var (outcome, changed, outside) = Run(transfer, point, how);
        outcome.Ended(0);
        Assert.Equal(RacedFile.TextOf("inside", Length), File.ReadAllText($"{site.Out}/{Name}"));
        Assert.Equal(["beside", "out", "repo"], Kernel.List(site.Top));
        Assert.Equal([], changed.DifferencesTo(TreeSnapshot.Of(site.Repo), withIdentity: true));
        Assert.Equal([], outside.DifferencesTo(TreeSnapshot.Of($"{site.Top}/beside"), withIdentity: true));
    }

    // The output is in its place; what has come into the source since then is nobody's to remove.
    [Theory, InlineData("replaced"), InlineData("file is a link"), InlineData("directory is a link")]
    public void What_comes_into_a_source_that_is_being_emptied_stays_there(string how)
    {
        var (outcome, changed, outside) = Run("move", "published", how);
        outcome.Ended(0).Says("warning: ", "of the source that should have gone", $"{site.Repo}/{Held}");
        Assert.Equal(RacedFile.TextOf("inside", Length), File.ReadAllText($"{site.Out}/{Name}"));
        var path = how == "directory is a link" ? Held : Name;
        Assert.Equal(changed.Nodes[path], TreeSnapshot.Of(site.Repo).Nodes[path]);
        Assert.Equal([], outside.DifferencesTo(TreeSnapshot.Of($"{site.Top}/beside"), withIdentity: true));
    }

    private (Outcome Outcome, TreeSnapshot Changed, TreeSnapshot Outside) Run(string transfer, string point, string how)
    {
        var (call, where) = Point(point);
        TreeSnapshot? changed = null;
        TreeSnapshot? outside = null;
        Tool.Run("cp", "-a", site.Repo, $"{site.Top}/kept");
        var outcome = Strace.HeldAfter(
            call,
            where,
            nth: 1,
            ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", "--transfer", transfer],
            Clear,
            () =>
            {
                Change(how);
                (changed, outside) = (TreeSnapshot.Of(site.Repo), TreeSnapshot.Of($"{site.Top}/beside"));
            }
        );
        return (outcome, changed!, outside!);
    }

    // The first run, which shows where the call is, may have moved the source's files.
    private void Clear()
    {
        Tool.Run("rm", "-rf", site.Out, site.Repo);
        Kernel.Check(Stdlib.rename($"{site.Top}/kept", site.Repo), site.Repo);
    }

    private void Change(string how)
    {
        var file = site.PathOf(Name);
        switch (how)
        {
            case "truncated":
                Kernel.Check(Syscall.truncate(file, Length / 3), file);
                break;
            case "grown":
                File.AppendAllText(file, "more\n");
                break;
            case "rewritten":
                using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    stream.Write(System.Text.Encoding.UTF8.GetBytes(RacedFile.TextOf("another", Length)));
                }

                break;
            case "replaced":
                Kernel.Check(Stdlib.rename($"{site.Top}/beside/file", file), file);
                break;
            case "file is a link":
                Kernel.Check(Syscall.unlink(file), file);
                Kernel.MakeLink($"{site.Top}/beside/held/file", file);
                break;
            default:
                Kernel.Check(Stdlib.rename(site.PathOf(Held), site.PathOf("aside")), Held);
                Kernel.MakeLink($"{site.Top}/beside/held", site.PathOf(Held));
                break;
        }
    }
}
