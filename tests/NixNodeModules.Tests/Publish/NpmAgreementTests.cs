using System.Diagnostics;
using System.Text.Json;
using FsCheck.Fluent;
using NixNodeModules.Publish;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Publish;

/// <summary>What goes out with <c>--files published</c> beside what the real npm packs.</summary>
public sealed class NpmAgreementTests
{
    private static readonly string Npm = $"{Repository.Top}/.tools/package-managers/node_modules/npm11/bin/npm-cli.js";
    private static readonly FileRules Published = new(publishedOnly: true, [], []);

    // Every difference to npm, and docs/files.md lists them too: what is (+) ours alone or (-) npm's alone.
    private static readonly Dictionary<string, string[]> Differences = new(StringComparer.Ordinal)
    {
        ["main with a dot"] = ["+ lib/main.js"],
        ["browser with a dot"] = ["+ lib/browser.js"],
        ["links"] = ["+ also", "+ lib/dir", "+ lib/file"],
        ["a star in a name"] = ["+ a*b.js"],
        ["modules of a package inside"] = ["+ example/node_modules/dep/.gitignore", "+ example/node_modules/dep/a.orig"],
    };

    [Fact]
    public void A_package_publishes_what_npm_packs()
    {
        var packages = Corpus.Packages;
        var npm = PackedByNpm([.. packages.Values]);
        var found = new List<string>();
        foreach (var ((name, package), packed) in packages.Zip(npm))
        {
            var expected = Differences.GetValueOrDefault(name, []);
            var actual = Compare(package, packed);
            if (!expected.SequenceEqual(actual))
            {
                found.Add($"{name}: {string.Join(", ", actual)}{package}");
            }
        }

        Assert.True(found.Count == 0, string.Join("\n", found));
        Assert.Empty(Differences.Keys.Except(packages.Keys));
    }

    [Fact]
    public void Any_package_publishes_what_npm_packs() =>
        Properties.Hold(
            RandomPackages.All.ListOf(60),
            packages =>
            {
                foreach (var (package, packed) in packages.Zip(PackedByNpm([.. packages])))
                {
                    Assert.True(Compare(package, packed) is [], $"{string.Join(", ", Compare(package, packed))}{package}");
                }
            },
            cases: 3
        );

    [Fact]
    public void A_gitignore_drops_nothing_although_it_does_for_npm()
    {
        var packages = Corpus.WithGitIgnores;
        var npm = PackedByNpm([.. packages.Select(one => one.Package)], withGitIgnores: true);
        foreach (var ((package, dropped), packed) in packages.Zip(npm))
        {
            Assert.Equal(dropped.Split(' ').Select(path => $"+ {path}"), Compare(package, packed));
        }
    }

    private static List<string> Compare(PackageTree package, IReadOnlySet<string> packed)
    {
        var ours = package.Outgoing(Published);
        return
        [
            .. ours.Where(path => !packed.Contains(path))
                .Select(path => $"+ {path}")
                .Concat(packed.Except(ours).Select(path => $"- {path}"))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static List<HashSet<string>> PackedByNpm(IReadOnlyList<PackageTree> packages, bool withGitIgnores = false)
    {
        Assert.SkipUnless(File.Exists(Npm), "npm 11 is not installed in .tools; run tests/install-tools");
        using var temp = new TempDirectory();
        for (var i = 0; i < packages.Count; i++)
        {
            packages[i].MakeIn(temp[$"p{i}"], $"p{i}", withGitIgnores);
        }

        var start = new ProcessStartInfo(
            "node",
            [Npm, "pack", "--dry-run", "--json", "--ignore-scripts", .. packages.Select((_, i) => $"./p{i}")]
        )
        {
            WorkingDirectory = temp.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = temp.Path;
        using var npm = Process.Start(start)!;
        var errors = npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        Assert.True(npm.ExitCode == 0, output + errors.Result);
        using var listed = JsonDocument.Parse(output);
        return
        [
            .. listed
                .RootElement.EnumerateArray()
                .Select(one =>
                    one.GetProperty("files")
                        .EnumerateArray()
                        .Select(file => file.GetProperty("path").GetString()!)
                        // Bundled dependencies: the export takes a package's module tree by rules of its own.
                        .Where(path => !path.StartsWith("node_modules/", StringComparison.Ordinal))
                        .ToHashSet(StringComparer.Ordinal)
                ),
        ];
    }
}
