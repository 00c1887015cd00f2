using System.Globalization;
using System.Text.RegularExpressions;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>How --transfer move takes out of a source what it has moved.</summary>
public sealed partial class EmptiedSourceTests
{
    [Theory, InlineData("--out"), InlineData("--layers")]
    public void A_closed_directory_that_stays_is_as_closed_as_before(string place)
    {
        using var site = Site.WithWorkspace()
            .File("packages/lib/kept/kept.log")
            .File("packages/lib/kept/moved.js")
            .File("packages/lib/kept/below/moved.js")
            .File("node_modules/.modules.yaml", "layoutVersion: 5\n")
            .File("node_modules/kept.log");
        string[] closed = ["packages/lib/kept/below", "packages/lib/kept", "packages/lib", "node_modules"];
        foreach (var path in closed)
        {
            Kernel.SetMode(site.PathOf(path), "0555");
        }

        using var someone = Unprivileged.In(site);
        someone.Run("export", "--root", site.Repo, place, site.Out, "--transfer", "move", "--exclude", "*.log").Ended(0);
        var left = TreeSnapshot.Of(site.Repo).Nodes;
        Assert.DoesNotContain(left.Keys, path => path.EndsWith(".js", StringComparison.Ordinal));
        Assert.DoesNotContain("packages/lib/kept/below", left.Keys, StringComparer.Ordinal);
        Assert.Contains("packages/lib/kept/kept.log", left.Keys, StringComparer.Ordinal);
        Assert.All(
            closed.Where(left.ContainsKey),
            path => Assert.Equal("0555", Mono.Unix.Native.NativeConvert.ToOctalPermissionString(left[path].Mode))
        );
        Assert.Contains("packages/lib", left.Keys, StringComparer.Ordinal);
    }

    // Each directory is opened from the one before: the paths that the kernel is given grow with the depth, not with its square.
    [Fact]
    public void A_deep_source_is_emptied_without_walking_from_its_top_for_each_directory()
    {
        const int levels = 1000;
        using var site = Site.InMemory().AddWorkspace();
        Tool.Run(
            "python3",
            "-c",
            LimitTests.MakeDeep,
            site.Directory("node_modules/deep").PathOf("node_modules/deep"),
            $"{levels}"
        );
        try
        {
            var trace = Strace.Lines(
                "openat2,openat",
                ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", "--transfer", "move"]
            );
            var given = trace.Select(line => Quoted().Match(line).Groups["path"].Length).Sum();
            Assert.True(given < levels * 300, given.ToString(CultureInfo.InvariantCulture));
            Assert.Null(Kernel.Look(site.PathOf("node_modules/deep")));
        }
        finally
        {
            Tool.Run("rm", "-rf", site.Out, site.PathOf("node_modules"));
        }
    }

    [GeneratedRegex("\"(?<path>[^\"]*)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quoted();
}
