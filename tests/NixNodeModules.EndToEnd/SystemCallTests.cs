using System.Globalization;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>What an export asks of the kernel, which is where its time goes and, unlike time, is the same on every machine.</summary>
public sealed class SystemCallTests
{
    private const int Packages = 100;
    private const int FilesEach = 10;

    [Theory]
    [InlineData("copy", 9.5)]
    [InlineData("hardlink", 5.5)]
    public void Calls_an_entry_stay_under_a_bound(string transfer, double bound)
    {
        using var site = Site.WithWorkspace();
        for (var i = 0; i < Packages; i++)
        {
            var package = $"node_modules/.pnpm/p{i}@1.0.0/node_modules/p{i}";
            for (var j = 0; j < FilesEach; j++)
            {
                site.File($"{package}/lib/{j}.js", $"{i} {j}\n");
            }

            site.Link($"node_modules/p{i}", $".pnpm/p{i}@1.0.0/node_modules/p{i}");
        }

        // What starting, planning and reporting take, without the entries.
        using var small = Site.WithWorkspace();
        var fixedCost = Count(small, transfer).Values.Sum();
        var calls = Count(site, transfer);
        var entries = TreeSnapshot.Of(site.Out).Nodes.Count;
        var files = Packages * FilesEach;
        Assert.InRange((calls.Values.Sum() - fixedCost) / (double)entries, 1, bound);

        // Each file is looked at once by the scan and once more when its bytes are there, and has one name put into the output.
        Assert.InRange(calls["statx"], 2 * files, (2 * files) + (entries - files) + 50);
        Assert.InRange(
            calls.GetValueOrDefault("linkat"),
            transfer == "hardlink" ? files : 0,
            transfer == "hardlink" ? files + 50 : 0
        );
    }

    [Fact]
    public void Verify_looks_at_each_file_only_where_sizes_are_to_be_told()
    {
        const int Files = 1000;
        using var site = Site.WithWorkspace();
        for (var i = 0; i < Files; i++)
        {
            site.File($"node_modules/dep/{i}.js", $"{i}\n");
        }

        var log = Path.Combine(ScratchSpace.MakeDirectory("strace"), "log");
        Strace.Count(log, ["verify", site.Repo]).Ended(0);
        Assert.InRange(CallsIn(log)["statx"], 1, Files / 5);
        Strace.Count(log, ["verify", site.Repo, "--format", "json"]).Ended(0);
        Assert.InRange(CallsIn(log)["statx"], Files, Files + (Files / 5));
    }

    private static Dictionary<string, int> Count(Site site, string transfer)
    {
        var log = Path.Combine(ScratchSpace.MakeDirectory("strace"), "log");
        Strace.Count(site, log, "--transfer", transfer).Ended(0);
        return CallsIn(log);
    }

    private static Dictionary<string, int> CallsIn(string log) =>
        File.ReadLines(log)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words =>
                words.Length >= 5 && words[^1] != "total" && int.TryParse(words[3], CultureInfo.InvariantCulture, out _)
            )
            .ToDictionary(words => words[^1], words => int.Parse(words[3], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
