using System.Collections.Concurrent;
using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>
/// The programs in the .bin directories of real installs. How one is called makes a difference only until node starts, so that for each way
/// a node stands there that tells what it was to run; and the programs that are told of run for real, in the source and in the export.
/// </summary>
public sealed class BinTests
{
    public static TheoryData<string, string> Workspaces { get; } =
        Installs.OfEachLinkerAnd([
            .. Installs.OfPnpm.Where(one => one.Fixture != "pnpm-workspace"), // which has none
            ("pnpm-monorepo", "pnpm10"),
            ("pnpm-edges", "pnpm10-hoisted"),
            ("pnpm-edges", "pnpm12-global"),
            ("pnpm-bundle", "pnpm12"),
            ("monorepos/next-prisma", "pnpm10"),
            ("monorepos/nest-api", "yarn4"),
            ("monorepos/aws-lambda", "bun-hoisted"),
            ("monorepos/vite-library", "pnpm12"),
            ("monorepos/hono-bun", "pnpm9"),
        ]);

    [Theory, MemberData(nameof(Workspaces))]
    public void Every_bin_does_in_the_export_with_the_source_gone_what_it_did_in_the_source_through_a_link_and_from_elsewhere_too(
        string fixture,
        string packageManager
    )
    {
        using var site = Site.Empty();
        var isLarge = fixture.StartsWith("monorepos/", StringComparison.Ordinal);
        string[] modes = isLarge ? ["materialize-workspace"] : ["materialize-workspace", "inline-workspace"];
        var source = RealInstall.AtItsPlace(fixture, packageManager);
        var runs = BinRuns.In($"{site.Top}/runs");
        var bins = modes.SelectMany(mode => Export(source, $"{site.Top}/{mode}", mode)).ToList();
        Assert.NotEmpty(bins);
        var starts = Each(bins.Select(bin => bin.Original), bin => runs.Start(bin, "/"));
        var programs = starts.GroupBy(start => start.Value, start => start.Key, StringComparer.Ordinal);
        var expected = Each(programs.Select(same => same.Min(StringComparer.Ordinal)!), bin => InSource(runs, bin))
            .ToDictionary(one => starts[one.Key], one => one.Value, StringComparer.Ordinal);

        Directory.Move(source, $"{site.Top}/gone");
        var store = $"{Path.GetDirectoryName(source)}/store";
        var hasStore = Directory.Exists(store);
        if (hasStore)
        {
            Directory.Move(store, $"{site.Top}/gone-store");
        }

        var differences = new ConcurrentBag<string>();
        var exported = Each(bins.Select(bin => bin.Path), bin => StartThreeWays(runs, bin, differences));
        foreach (var bin in bins.Where(bin => bin.IsInPlace && !hasStore))
        {
            var (before, now) = (
                starts[bin.Original].Replace(source, "TOP", StringComparison.Ordinal),
                exported[bin.Path].Replace(bin.Top, "TOP", StringComparison.Ordinal)
            );
            if (before != now)
            {
                differences.Add($"{bin.Path} started\n{before}\nand starts\n{now}");
            }
        }

        Parallel.ForEach(
            bins.DistinctBy(bin => (starts[bin.Original], exported[bin.Path])),
            bin => Compare(runs, bin, expected[starts[bin.Original]], source, differences)
        );
        if (hasStore)
        {
            Directory.Move($"{site.Top}/gone-store", store);
        }

        Assert.True(differences.IsEmpty, string.Join("\n\n", differences.Order(StringComparer.Ordinal)));
    }

    private static string StartThreeWays(BinRuns runs, string bin, ConcurrentBag<string> differences)
    {
        var slash = bin.LastIndexOf("/node_modules/.bin/", StringComparison.Ordinal);
        var start = runs.Start(bin, "/");
        var relative = runs.Start(bin[(slash + 1)..], bin[..slash]);
        var linked = runs.Start(runs.LinkTo(bin), "/");
        if (relative != start || linked != start)
        {
            differences.Add($"{bin} starts\n{start}\nas node_modules/.bin\n{relative}\nthrough a link\n{linked}");
        }

        return start;
    }

    // By what it ends well with, or else by the last.
    private static Done InSource(BinRuns runs, string bin)
    {
        var version = runs.Run(bin, "--version");
        return version.Code == 0 ? new("--version", version) : new("--help", runs.Run(bin, "--help"));
    }

    // Some tell their own number, the time or where they run: what is not the same twice here need not be the same as there.
    private static void Compare(BinRuns runs, Bin bin, Done done, string source, ConcurrentBag<string> differences)
    {
        var here = runs.Run(bin.Path, done.Argument);
        if (
            here.Code != done.Outcome.Code
            || (
                here.Output.Replace(bin.Top, source, StringComparison.Ordinal) != done.Outcome.Output
                && here.Output == runs.Run(bin.Path, done.Argument).Output
            )
        )
        {
            differences.Add($"{bin.Path} {done.Argument}\nin the source: {done.Outcome}\nhere: {here}");
        }
    }

    private static Dictionary<string, T> Each<T>(IEnumerable<string> bins, Func<string, T> run) =>
        bins.Distinct(StringComparer.Ordinal)
            .AsParallel()
            .Select(bin => (bin, Result: run(bin)))
            .ToDictionary(one => one.bin, one => one.Result, StringComparer.Ordinal);

    private static List<Bin> Export(string source, string output, string mode)
    {
        string[] to = ["--root", source, "--out", output, "--mode", mode, "--external", "vendor", "--dangling", "drop"];
        var made = Binary.Run(["export", .. to, "--transfer", "hardlink", "--format", "json"]).Ended(0).Output;
        using var report = JsonDocument.Parse(made);
        var places = report
            .RootElement.GetProperty("inclusions")
            .EnumerateArray()
            .Where(one => one.GetProperty("output").ValueKind == JsonValueKind.String)
            .Select(one => (From: one.GetProperty("path").GetString()!, To: one.GetProperty("output").GetString()!))
            .OrderByDescending(place => place.To.Length)
            .ToList();
        return
        [
            .. TreeSnapshot
                .Of(output)
                .Nodes.Keys.Where(path => IsBin(path))
                .Select(path => new Bin(
                    output,
                    $"{output}/{path}",
                    Path.Combine(source, Original(path)),
                    mode == "materialize-workspace"
                )),
        ];

        string Original(string path)
        {
            var (from, to) = places.First(place => path.StartsWith($"{place.To}/", StringComparison.Ordinal));
            return from + path[to.Length..];
        }
    }

    private static bool IsBin(string path) =>
        $"/{Path.GetDirectoryName(path)}".EndsWith("/node_modules/.bin", StringComparison.Ordinal);

    private sealed record Bin(string Top, string Path, string Original, bool IsInPlace);

    private sealed record Done(string Argument, Outcome Outcome);
}
