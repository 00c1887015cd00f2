using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NixNodeModules.Posix;
using NixNodeModules.Publish;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Publish;

public sealed class FileRulesTests
{
    private const string Tree = """
        src/a.ts
        src/gen/b.ts
        dist/a.js
        dist/a.js.map
        dist/sub/b.js.map
        empty/
        test/fixtures/x
        test/a
        .env
        node_modules/dep/index.js
        example/package.json = {}
        example/node_modules/dep/index.js
        """;

    [Theory]
    [InlineData("published", "dist", "", "", ".env empty example src test")]
    [InlineData("published", "dist", "", "*.map", ".env dist/a.js.map dist/sub empty example src test")]
    [InlineData("published", "dist", "src/*|!src/gen|empty", "", ".env example src/gen test")]
    [InlineData("published", "dist", "test", "fixtures/", ".env empty example src test/fixtures")]
    [InlineData("published", "dist", ".env", "/dist|package.json", "dist empty example src test")]
    [InlineData("published", "dist/a.js", "node_modules", "node_modules", ".env dist/a.js.map dist/sub empty example src test")]
    [InlineData("all", "dist", "", "", "")]
    [InlineData("all", "dist", "src", "", "")]
    [InlineData("all", "dist", "", "*.map|test/*|!test/a", "dist/a.js.map dist/sub test/fixtures")]
    [InlineData("all", "dist", "src/a.ts", "src|/empty/", "empty src")]
    [InlineData("all", "dist", "", "*", ".env dist empty example src test")]
    [InlineData("all", "dist", "", "# no pattern|\\#x|", "")]
    public void What_is_left_out_is_told_in_the_fewest_places(
        string files,
        string listed,
        string include,
        string exclude,
        string leftOut
    )
    {
        var rules = new FileRules(files == "published", Patterns(include), Patterns(exclude));
        var package = new PackageTree($$"""{"files": ["{{listed}}"]}""", Tree);

        var places = package.LeftOut(rules).Select(place => place.Path.ToString()).Order(StringComparer.Ordinal);

        Assert.Equal(leftOut, string.Join(' ', places));
        Assert.Equal(files == "all" && exclude.Length == 0, rules.KeepsAll);
    }

    [Fact]
    public void Nothing_is_read_where_nothing_can_be_left_out()
    {
        var unread = DirectoryNode.Top(new() { Kind = FileKind.Directory });
        Assert.Empty(
            new FileRules(false, ["x"], []).LeftOut(unread, Publication.None, _ => throw new InvalidOperationException())
        );
    }

    [Fact]
    public void Names_that_are_no_text_and_ten_thousand_levels_are_taken_as_any_other()
    {
        var builder = new ListingBuilder();
        var top = DirectoryNode.Top(new() { Kind = FileKind.Directory });
        var node = top;
        for (var i = 0; i < 10_000; i++)
        {
            builder.Add(new() { Kind = FileKind.Directory }, [0xff, (byte)'d']);
            builder.Add(new() { Kind = FileKind.File }, [.. "a.orig"u8, 0xfe]);
            builder.Add(new() { Kind = FileKind.File }, [0xfe, .. ".orig"u8]);
            node.Fill(builder.Build());
            node = node.Child(2);
        }

        node.Fill(builder.Build());

        var leftOut = new FileRules(true, ["!x"], ["/y"]).LeftOut(top, Publication.None, _ => null);

        // In each directory the one file that ends with .orig; the last directory, which is empty, goes with none of them.
        Assert.Equal(10_001, leftOut.Count);
    }

    [Theory]
    [InlineData("*.@(js|mjs)")]
    [InlineData("lib/!(test)")]
    [InlineData("file{1..9}")]
    [InlineData("[[:alpha:]]")]
    [InlineData("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}")]
    public void A_pattern_that_is_not_understood_is_refused(string pattern)
    {
        var failure = Assert.Throws<Failure>(() =>
            new PackageTree($$"""{"files": ["{{pattern}}"]}""", Tree).LeftOut(new(true, [], []))
        );
        Assert.Equal(ExitCode.Refused, failure.Code);
        Assert.Contains("package.json", failure.Message, StringComparison.Ordinal);
        Assert.Contains(pattern, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_options_patterns_are_read_as_Git_reads_them()
    {
        using var temp = new TempDirectory();
        Git(temp.Path, "", "init", "-q");
        Properties.Hold(
            PatternCase(),
            @case =>
            {
                File.WriteAllText(temp[".gitignore"], string.Join('\n', @case.Patterns) + "\n");
                var answers = Git(
                        temp.Path,
                        string.Join('\0', @case.Paths),
                        "check-ignore",
                        "--no-index",
                        "-v",
                        "-n",
                        "-z",
                        "--stdin"
                    )
                    .Split('\0');
                var ignored = @case
                    .Paths.Where((_, i) => answers[(4 * i) + 2] is { Length: > 0 } line && line[0] != '!')
                    .Distinct()
                    .Order(StringComparer.Ordinal);
                Assert.Equal(
                    ignored,
                    @case
                        .Paths.Where(path => IsIn(new(@case.Patterns, "--exclude"), path))
                        .Distinct()
                        .Order(StringComparer.Ordinal)
                );
            },
            cases: 100
        );
    }

    [Theory]
    [InlineData(".env", true)]
    [InlineData(".env.local", true)]
    [InlineData(".env.production", true)]
    [InlineData(".env.example.local", true)]
    [InlineData(".env.example", false)]
    [InlineData(".env.production.sample", false)]
    [InlineData(".env.template", false)]
    [InlineData(".env.defaults", false)]
    [InlineData(".environment", false)]
    [InlineData(".envrc", false)]
    [InlineData("env", false)]
    [InlineData("x.env", false)]
    [InlineData(".npmrc", true)]
    [InlineData(".yarnrc.yml", false)]
    [InlineData(".netrc", true)]
    [InlineData("npmrc", false)]
    public void Files_that_often_hold_secrets_are_known_by_name(string name, bool isOne) =>
        Assert.Equal(isOne, Secrets.IsName(Encoding.UTF8.GetBytes(name)));

    private static string[] Patterns(string text) => text.Length == 0 ? [] : text.Split('|');

    private static bool IsIn(IgnoreList list, string path)
    {
        var names = path.Split('/');
        return Enumerable.Range(1, names.Length).Any(count => list.IsMatch(names.AsSpan(0, count), count < names.Length));
    }

    private static Gen<PatternCaseData> PatternCase()
    {
        var part = Gen.Elements("a", "b", "*", "**", "?", "a*", "*.js", "[ab]", "[!a]", "\\a", "ab", ".b", "A", "a**b");
        var pattern =
            from not in Gen.Elements("", "", "", "!")
            from start in Gen.Elements("", "", "/")
            from count in Gen.Choose(1, 3)
            from parts in part.ListOf(count)
            from end in Gen.Elements("", "", "/", " ", "\\ ")
            select not + start + string.Join('/', parts) + end;
        var path =
            from count in Gen.Choose(1, 3)
            from names in Gen.Elements("a", "b", "ab", "a.js", ".b", "A", "x y", "a ").ListOf(count)
            select string.Join('/', names);
        return from patterns in pattern.ListOf(3) from paths in path.ListOf(20) select new PatternCaseData(patterns, paths);
    }

    private static string Git(string directory, string input, params string[] arguments)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", ["-C", directory, .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        git.StandardInput.Write(input);
        git.StandardInput.Close();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output;
    }

    private sealed record PatternCaseData(IReadOnlyList<string> Patterns, IReadOnlyList<string> Paths);
}
