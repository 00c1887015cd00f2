using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>verify --dependencies on what package managers install and on what export makes of it; Node itself says what is missing.</summary>
public sealed class DependencyTests
{
    public static TheoryData<string, string> Installs { get; } =
        Support.Installs.OfEachLinkerAnd([
            ("pnpm-edges", "pnpm10"),
            ("pnpm-edges", "pnpm10-hoisted"),
            ("pnpm-bundle", "pnpm12"),
            ("monorepos/nest-api", "yarn4"),
            ("monorepos/vite-library", "pnpm10-hoisted"),
        ]);

    private static readonly string[] OfLarge = ["materialize-workspace", "inline-workspace --prod"];

    private static readonly string[] OfSmall =
    [
        "materialize-workspace",
        "inline-workspace --prod",
        "strip-workspace",
        "allow-broken",
    ];

    [Theory, MemberData(nameof(Installs))]
    public void Nothing_is_missing_of_what_a_manager_installs_nor_of_what_any_mode_makes_of_it(
        string fixture,
        string packageManager
    )
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of(fixture, packageManager);
        Assert.Equal([], Missing(repo, out var asked));
        Assert.Contains(".", asked, StringComparer.Ordinal);
        foreach (var export in fixture.StartsWith("monorepos/", StringComparison.Ordinal) ? OfLarge : OfSmall)
        {
            string[] mode = export.Split(' ');
            Binary.Run(["export", "--root", repo, "--out", site.Out, "--dangling", "drop", "--mode", .. mode]).Ended(0);
            var missing = Missing(site.Out, out _);
            Assert.Equal(MissingToNode(site.Out), missing);

            // What was left out on purpose is missing to those that need it.
            Assert.True(
                missing.Length == 0 || mode[0] is "strip-workspace" or "allow-broken",
                $"{export}: {string.Join('\n', missing)}"
            );
            ScratchSpace.Remove(site.Out);
        }
    }

    [Theory]
    [InlineData("pnpm-monorepo", "pnpm9", "materialize-workspace")]
    [InlineData("pnpm-monorepo", "pnpm9", "inline-workspace")]
    [InlineData("npm-workspace", "npm", "materialize-workspace")]
    [InlineData("npm-workspace", "npm", "inline-workspace")]
    [InlineData("bun-workspace", "bun-isolated", "materialize-workspace")]
    [InlineData("yarn-workspace", "yarn4", "inline-workspace")]
    public void What_was_taken_away_is_missing_exactly_where_Node_misses_it(string fixture, string packageManager, string mode)
    {
        using var site = Site.Empty();
        Binary.Run("export", "--root", RealInstall.Of(fixture, packageManager), "--out", site.Out, "--mode", mode).Ended(0);
        var manifests = Tool.Run("find", site.Out, "-name", "package.json", "-path", "*/node_modules/*").Split('\n');
        manifests = [.. manifests.Where(path => path.Length > 0).Order(StringComparer.Ordinal)];
        new Random(1).Shuffle(manifests);
        var most = 0;
        for (var round = 0; round < Math.Min(manifests.Length, 25); round++)
        {
            // What held it may have gone with it.
            if (File.Exists(manifests[round]))
            {
                if (round % 3 == 0)
                {
                    File.Delete(manifests[round]);
                }
                else
                {
                    Directory.Move(Path.GetDirectoryName(manifests[round])!, $"{site.Top}/{round}");
                }

                var missing = Missing(site.Out, out _);
                Assert.Equal(MissingToNode(site.Out), missing);
                most = Math.Max(most, missing.Length);
            }
        }

        Assert.NotEqual(0, most);
    }

    private static string[] Missing(string tree, out string[] projects)
    {
        using var report = JsonDocument.Parse(Binary.Run("verify", tree, "--dependencies", "--format", "json").Output);
        projects =
        [
            .. report
                .RootElement.GetProperty("dependencies")
                .GetProperty("projects")
                .EnumerateArray()
                .Select(one => one.GetString()!),
        ];
        return
        [
            .. report
                .RootElement.GetProperty("findings")
                .EnumerateArray()
                .Where(one => one.GetProperty("kind").GetString() == "missing")
                .Select(one => $"{one.GetProperty("path").GetString()} {one.GetProperty("dependency").GetString()}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string[] MissingToNode(string tree) =>
        [
            .. Tool.Run("node", Repository.PathOf("tests", "NixNodeModules.EndToEnd", "missing.mjs"), tree)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal),
        ];
}
