using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>--mtime epoch: one time for everything in the output.</summary>
public sealed class TimeTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("0", 0)]
    [InlineData("1700000000", 1700000000)]
    public void Files_directories_and_links_all_get_the_time_of_the_environment(string? epoch, long seconds)
    {
        // Written anew, a further name, without leave to write, empty, and the top itself.
        using var site = Site.WithWorkspace()
            .File("node_modules/.bin/lib", "#!/bin/sh\nbasedir=x\n\"$basedir/../lib/index.js\"\n")
            .File("node_modules/first")
            .Directory("node_modules/closed/empty");
        Tool.Run("ln", site.PathOf("node_modules/first"), site.PathOf("node_modules/second"));
        Tool.Run("touch", "-d", "2001-02-03 04:05:06.789", site.PathOf("node_modules/first"), site.PathOf("node_modules"));
        Kernel.SetMode(site.PathOf("node_modules/closed"), "0555");
        foreach (var mode in (string[])["materialize-workspace", "inline-workspace", "strip-workspace", "allow-broken"])
        {
            string[] arguments = ["export", "--root", site.Repo, "--out", site.Out, "--mode", mode, "--mtime", "epoch"];
            Run(epoch, arguments).Ended(0);
            var made = TreeSnapshot.Of(site.Out);
            Assert.All(made.Nodes, pair => Assert.Equal((pair.Key, (seconds, 0)), (pair.Key, pair.Value.Modified)));
            ScratchSpace.Remove(site.Out);
        }
    }

    [Fact]
    public void A_time_that_is_none_is_refused_and_does_not_matter_where_times_are_kept()
    {
        using var site = Site.WithWorkspace();
        string[] arguments = ["export", "--root", site.Repo, "--out", site.Out];
        site.Leaves(() =>
            Run("tomorrow", [.. arguments, "--mtime", "epoch"]).Ended(2).ExplainsItself().Says("SOURCE_DATE_EPOCH")
        );
        Run("tomorrow", arguments).Ended(0);
    }

    private static Outcome Run(string? epoch, string[] arguments) =>
        Tool.Try(
            "env",
            [
                "-u",
                "SOURCE_DATE_EPOCH",
                .. epoch is null ? (string[])[] : [$"SOURCE_DATE_EPOCH={epoch}"],
                Binary.Path,
                .. arguments,
            ],
            environment: null,
            directory: null
        );
}
