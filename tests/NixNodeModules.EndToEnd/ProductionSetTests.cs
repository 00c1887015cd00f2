using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>One app of a monorepo, exported for production, beside what the package manager itself ships of it.</summary>
public sealed class ProductionSetTests
{
    public static TheoryData<string, string, string> Apps { get; } = new(Installs.OfMonorepos);

    /// <summary>
    /// Each difference that is meant to be: where, why in the words of docs/focus.md, which packages the export has besides what the
    /// manager ships, and which it has not.
    /// </summary>
    private static readonly (string Installs, string Reason, string Added, string Gone)[] Differences =
    [
        (
            "aws-lambda npm, aws-lambda yarn4, aws-lambda bun-hoisted",
            "An optional peer that is there for development alone",
            "@redis/client@5.8.2 cluster-key-slot@1.1.2",
            ""
        ),
        ("nest-api npm", "An optional peer that is there for development alone", "supports-color@8.1.1", ""),
        (
            "nest-api yarn4",
            "An optional peer that is there for development alone",
            "@prisma/debug@5.22.0 @prisma/engines-version@5.22.0-44.605197351a3c8bdd595af2d2a9bc3025bca48ea2"
                + " @prisma/engines@5.22.0 @prisma/fetch-engine@5.22.0 @prisma/get-platform@5.22.0 prisma@5.22.0",
            ""
        ),
        (
            "vite-library pnpm12, vite-library pnpm10-hoisted",
            "An optional peer that is there for development alone",
            "@esbuild/linux-x64@0.25.12 @types/node@26.6.6 copy-anything@2.0.6 errno@0.1.8 esbuild@0.25.12"
                + " graceful-fs@4.2.12 has-flag@4.0.0 iconv-lite@0.6.3 image-size@0.5.5 is-what@3.14.1 jiti@2.7.0"
                + " less@4.4.1 make-dir@2.1.0 mime@1.6.0 needle@3.5.0 parse-node-version@1.0.1 pify@4.0.1 prr@1.0.1"
                + " sax@1.6.1 semver@5.7.3 supports-color@7.2.0 tslib@2.9.1 undici-types@8.9.0",
            ""
        ),
        (
            "vite-library pnpm12",
            "An optional peer that is there for development alone",
            "@parcel/watcher-linux-x64-glibc@2.6.0 @parcel/watcher@2.6.0 chokidar@4.0.3 get-tsconfig@4.14.3"
                + " immutable@5.2.1 node-addon-api@7.1.1 picomatch@4.0.7 readdirp@4.1.2 resolve-pkg-maps@1.0.0"
                + " sass@1.93.2 tsx@4.20.6 yaml@2.9.1",
            ""
        ),
        (
            "aws-lambda npm",
            "npm takes what linked projects have for development",
            "",
            "@aws-cdk/cloud-assembly-schema@48.11.0 @smithy/types@4.5.0 @tools/testing@2.28.0"
                + " constructs@10.4.2 err-code@2.0.3 jsonschema@1.4.1 promise-retry@2.0.1 retry@0.12.0 semver@7.7.2"
        ),
        (
            "nest-api npm",
            "npm takes what another project has for production",
            "",
            "node-abort-controller@3.1.1 once@1.4.0 wrappy@1.0.2"
        ),
        (
            "nest-api yarn4",
            "Yarn adds node-gyp where a package has something to compile",
            "",
            "@isaacs/fs-minipass@4.0.1 abbrev@5.0.0 chownr@3.0.0 env-paths@2.2.1 exponential-backoff@3.1.3"
                + " fdir@6.5.0 isexe@4.0.0 minipass@7.1.3 minizlib@3.1.0 node-gyp@13.1.0 nopt@10.0.1"
                + " picomatch@4.0.7 proc-log@7.0.0 tar@7.5.23 tinyglobby@0.2.17 undici@8.12.4 which@7.0.0"
                + " yallist@5.0.0"
        ),
        ("vite-library pnpm10-hoisted", "pnpm's hoisted deploy resolves a dependency anew", "", "@babel/parser@7.28.4"),
    ];

    [Theory, MemberData(nameof(Apps))]
    public void An_app_exported_for_production_has_what_the_package_manager_ships_and_loads_all_of_it_with_the_source_gone(
        string fixture,
        string packageManager,
        string app
    )
    {
        using var site = Site.Empty();
        var repo = site.Repo;
        Tool.Run("cp", "-al", RealInstall.Of($"monorepos/{fixture}", packageManager), repo);
        var projects = ProjectsOf(fixture);
        var expected = Shipped(fixture, packageManager, app).ToHashSet(StringComparer.Ordinal);
        foreach (
            var (_, reason, added, gone) in Differences.Where(one =>
                Words(one.Installs, ", ").Contains($"{fixture} {packageManager}", StringComparer.Ordinal)
            )
        )
        {
            Assert.All(Words(gone), package => Assert.True(expected.Remove(package), $"{package} is not shipped: {reason}"));
            Assert.All(Words(added), package => Assert.True(expected.Add(package), $"{package} is shipped: {reason}"));
        }

        var loads = Loads(packageManager, $"{repo}/{app}");
        Assert.All(Words(loads, "\n"), line => Assert.EndsWith(": loaded", line, StringComparison.Ordinal));

        // The large ones in one mode: a copy of next or vite costs more than it tells.
        var inlines = fixture is "hono-bun" or "aws-lambda";
        foreach (var mode in (string[])["materialize-workspace", .. inlines ? (string[])["inline-workspace"] : []])
        {
            Binary.Run("export", "--root", repo, "--out", site.Out, "--mode", mode, "--focus", app, "--prod").Ended(0);
            var exported = PackageSet.Of(site.Out, projects);
            var less = expected.Except(exported, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            var more = exported.Except(expected, StringComparer.Ordinal).ToList();
            if (packageManager == "pnpm10-hoisted")
            {
                // Its deploy resolves dependencies anew: their versions are those of the day.
                var names = less.Select(NameOf)
                    .Intersect(more.Select(NameOf), StringComparer.Ordinal)
                    .ToHashSet(StringComparer.Ordinal);
                less.RemoveAll(package => names.Contains(NameOf(package)));
                more.RemoveAll(package => names.Contains(NameOf(package)));
            }

            Assert.True(
                less.Count + more.Count == 0,
                $"{mode} lacks: {string.Join(' ', less)}\nand has besides: {string.Join(' ', more)}"
            );
            Assert.Equal("", Tool.Run("find", site.Out, "-xtype", "l", "-o", "-lname", "/*"));

            Directory.Move(repo, $"{repo}-moved");
            try
            {
                Assert.Equal(loads, Loads(packageManager, $"{site.Out}/{app}"));
            }
            finally
            {
                Directory.Move($"{repo}-moved", repo);
            }

            ScratchSpace.Remove(site.Out);
        }
    }

    [Fact]
    public void Each_difference_is_explained_in_the_documents()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "focus.md"));
        Assert.All(Differences, one => Assert.Contains($"**{one.Reason}.**", page, StringComparison.Ordinal));
    }

    // pnpm puts the app itself at the top of what it deploys.
    private static IReadOnlyList<string> Shipped(string fixture, string packageManager, string app)
    {
        var name = PackageSet.NameOf(Repository.PathOf("fixtures", "monorepos", fixture, app));
        var shipped = RealInstall.ForProduction($"monorepos/{fixture}", packageManager, name);
        return PackageSet.Installed(shipped, Directory.Exists($"{shipped}/{app}") ? app : ".");
    }

    private static List<string> ProjectsOf(string fixture) =>
        [
            .. TreeSnapshot
                .Of(Repository.PathOf("fixtures", "monorepos", fixture))
                .Nodes.Keys.Where(path => path.EndsWith("/package.json", StringComparison.Ordinal))
                .Select(path => Path.GetDirectoryName(path)!),
        ];

    private static string NameOf(string package) => package[..package.LastIndexOf('@')];

    private static string[] Words(string text, string between = " ") =>
        text.Split(between, StringSplitOptions.RemoveEmptyEntries);

    private static string Loads(string packageManager, string directory)
    {
        var script = File.ReadAllText(Repository.PathOf("tests", "NixNodeModules.EndToEnd", "loads.mjs"));
        var bun = Repository.PathOf(".tools", "package-managers", "node_modules", "bun", "bin", "bun");
        return (
            packageManager.StartsWith("bun", StringComparison.Ordinal)
                ? Tool.Try(bun, ["-e", script], environment: null, directory)
                : Tool.Try("node", ["--input-type=module", "-e", script], environment: null, directory)
        )
            .Ended(0)
            .Output;
    }
}
