using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Workspace;
using Xunit;

namespace NixNodeModules.Tests.Workspace;

public sealed class ProjectPatternTests
{
    private const string Tree = """
        packages/a/x/
        packages/b/
        packages/.hidden/
        packages/node_modules/m/
        packages/file
        packages/link -> a
        apps/web/test/unit/
        apps/web/.next/cache/
        apps/web/node_modules/dep/
        libs/[x]/
        libs/ab/
        libs/aB/
        .config/tool/
        node_modules/dep/
        bower_components/dep/
        """;

    [Theory]
    [InlineData("packages/*", "packages/a packages/b")]
    [InlineData("packages/*/", "packages/a packages/b")]
    [InlineData("./packages/*", "packages/a packages/b")]
    [InlineData("packages//*", "packages/a packages/b")]
    [InlineData("packages/a", "packages/a")]
    [InlineData("packages/A", "")]
    [InlineData("packages/missing", "")]
    [InlineData("packages/file", "")]
    [InlineData("packages/?", "packages/a packages/b")]
    [InlineData("packages/[ab]", "packages/a packages/b")]
    [InlineData("packages/[!a]", "packages/b")]
    [InlineData("libs/a*", "libs/aB libs/ab")]
    [InlineData("libs/a[a-z]", "libs/ab")]
    [InlineData("{packages,libs}/a*", "packages/a libs/aB libs/ab")]
    [InlineData("packages/{a,b}", "packages/a packages/b")]
    [InlineData("packages/{a,b}{,/x}", "packages/a packages/a/x packages/b")]
    [InlineData("apps/**", "apps apps/web apps/web/test apps/web/test/unit")]
    [InlineData("apps/**/unit", "apps/web/test/unit")]
    [InlineData("**/test", "apps/web/test")]
    [InlineData("**/**/unit", "apps/web/test/unit")]
    [InlineData(".", "")]
    [InlineData("./", "")]
    [InlineData("packages/.hidden", "packages/.hidden")]
    [InlineData("packages/.*", "packages/.hidden")]
    [InlineData(".config/*", ".config/tool")]
    [InlineData("node_modules/*", "")]
    [InlineData("packages/node_modules/*", "")]
    [InlineData("**/node_modules/**", "")]
    [InlineData("node_modules/dep", "")]
    public void A_pattern_finds_the_directories_it_names_and_no_others(string pattern, string expected)
    {
        var top = TreeText.Parse(Tree).InMemory();
        var found = Expand(top, pattern);
        var wanted = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (pattern is "." or "./")
        {
            wanted = [""];
        }

        Assert.Equal(
            wanted.Order(StringComparer.Ordinal),
            found.Select(one => one.Path.ToString()).Order(StringComparer.Ordinal)
        );

        // What a pattern finds, it also matches: negations ask that way.
        var all = TreeWalk.Directories(top).Where(one => ProjectPattern.Parse(pattern).Any(made => made.IsMatch(one)));
        Assert.Equal(found.ToHashSet(), all.ToHashSet());
    }

    [Theory]
    [InlineData("../other")]
    [InlineData("packages/../../other")]
    [InlineData("packages/..")]
    [InlineData("packages/@(a|b)")]
    [InlineData("packages/!(a)")]
    [InlineData("packages/{a,{b,c}}")]
    [InlineData("packages/{a")]
    [InlineData("packages/a}")]
    [InlineData("packages\\a")]
    [InlineData("packages/[")]
    [InlineData("packages/[a")]
    [InlineData("packages/[]")]
    public void A_pattern_that_leads_out_or_is_not_understood_is_refused(string pattern)
    {
        var failure = Assert.Throws<Failure>(() => ProjectPattern.Parse(pattern).ToList());
        Assert.Equal(ExitCode.Refused, failure.Code);
        Assert.Contains(pattern.Replace("\\", @"\\", StringComparison.Ordinal), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_stars_within_a_name_are_as_good_as_one() =>
        Assert.Equal(["packages/a"], Expand(TreeText.Parse(Tree).InMemory(), "packages/a**").Select(one => one.Path.ToString()));

    [Fact]
    public void Directories_ten_thousand_levels_deep_do_no_harm()
    {
        var deep = string.Join('/', Enumerable.Repeat("d", 10_000));
        var top = Deep(10_000);
        Assert.Equal(10_001, Expand(top, "**").Count);
        Assert.Contains(Expand(top, "**"), one => one.Path.ToString() == deep && ProjectPattern.Parse("**").First().IsMatch(one));
    }

    [Fact]
    public void Braces_that_stand_for_a_million_patterns_are_refused()
    {
        Assert.Equal(512, ProjectPattern.Parse(string.Concat(Enumerable.Repeat("{a,b}", 9))).Count());
        var many = string.Concat(Enumerable.Repeat("{a,b}", 24));
        Assert.Equal(ExitCode.Refused, Assert.Throws<Failure>(() => ProjectPattern.Parse(many)).Code);
    }

    [Theory]
    [InlineData("**/**/**/**/**/**/**/**/**/d")]
    [InlineData("**/d/**/d/**/d/**/d/**/d/**/d")]
    public void Many_stars_lead_to_a_directory_once(string pattern)
    {
        var found = ProjectPattern.Parse(pattern).Single().Expand(Deep(300), _ => { }).ToList();
        Assert.Equal(300 - pattern.Count(character => character == 'd') + 1, found.Count);
    }

    private static List<DirectoryNode> Expand(DirectoryNode top, string pattern) =>
        [.. ProjectPattern.Parse(pattern).SelectMany(one => one.Expand(top, _ => { })).Distinct()];

    private static DirectoryNode Deep(int levels)
    {
        var status = new NixNodeModules.Posix.FileStatus { Kind = NixNodeModules.Posix.FileKind.Directory };
        var top = DirectoryNode.Top(status);
        var builder = new ListingBuilder();
        var node = top;
        for (var i = 0; i < levels; i++)
        {
            builder.Add(status, "d"u8);
            node.Fill(builder.Build());
            node = node.Child(0);
        }

        node.Fill(builder.Build());
        return top;
    }
}
