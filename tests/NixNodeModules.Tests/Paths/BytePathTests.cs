using FsCheck;
using FsCheck.Fluent;
using NixNodeModules.Paths;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Paths;

public sealed class BytePathTests
{
    // Names that sort around the slash, and that are beginnings of each other.
    private static readonly Gen<string> Name = Gen.Elements("a", "ab", "a-", "a!", "a.b", "b", " ", "é");

    private static readonly Gen<string> Path =
        from length in Gen.Choose(0, 5)
        from names in Name.ListOf(length)
        select string.Join('/', names);

    [Theory]
    [InlineData("", "", ".")]
    [InlineData("a", "a", ".")]
    [InlineData("a/b", "a", "..")]
    [InlineData("a/b/c", "a", "../..")]
    [InlineData("a", "a/b/c", "b/c")]
    [InlineData("", "a", "a")]
    [InlineData("a", "", "..")]
    [InlineData("ab", "a", "../a")]
    [InlineData("a", "ab", "../ab")]
    [InlineData("node_modules/.pnpm/node_modules/@x", "packages/lib", "../../../../packages/lib")]
    public void The_relative_way_climbs_what_is_not_shared(string from, string to, string expected) =>
        Assert.Equal(expected, BytePath.Relative(BytePath.FromText(from), BytePath.FromText(to)).ToString());

    [Fact]
    public void The_relative_way_leads_there_and_is_the_shortest() =>
        Properties.Hold(
            Path.Two(),
            pair =>
            {
                var (from, to) = pair;
                var way = BytePath.Relative(BytePath.FromText(from), BytePath.FromText(to)).ToString();
                Assert.Equal(Components(to), Walk(from, way));
                Assert.DoesNotContain("..", Components(way).SkipWhile(step => step == ".."));
                var shared = Components(from).Zip(Components(to)).TakeWhile(both => both.First == both.Second).Count();
                Assert.Equal(Components(from).Count - shared, Components(way).Count(step => step == ".."));
            },
            cases: 1000
        );

    [Fact]
    public void Paths_sort_as_a_walk_meets_them() =>
        Properties.Hold(
            Path.Where(path => path.Length > 0).ListOf(),
            paths =>
            {
                var tree = new TreeText(paths.Select(path => new TreeLine(path, NixNodeModules.Posix.FileKind.Directory)));
                var walked = TreeWalk.Directories(tree.InMemory()).Select(directory => directory.Path).ToList();
                Assert.Equal(walked, walked.Order());
                Assert.Equal(walked.Count, walked.Distinct().Count());
            }
        );

    [Fact]
    public void A_path_contains_itself_and_what_has_it_as_its_first_components() =>
        Properties.Hold(
            Path.Two(),
            pair =>
            {
                var (one, other) = pair;
                var expected = Components(other).Take(Components(one).Count).SequenceEqual(Components(one));
                Assert.Equal(expected, BytePath.FromText(one).Contains(BytePath.FromText(other)));
            },
            cases: 1000
        );

    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/a", "/", "a")]
    [InlineData("/a/b", "/a", "b")]
    [InlineData("a", "", "a")]
    [InlineData("a/b", "a", "b")]
    [InlineData("", "", "")]
    public void A_path_has_a_parent_and_a_name(string path, string parent, string name)
    {
        var parsed = BytePath.FromText(path);
        Assert.Equal(parent, parsed.Parent.ToString());
        Assert.Equal(name, BytePath.From(parsed.Name).ToString());
        Assert.Equal(parsed, parsed.Parent.Join(parsed.Name));
    }

    private static List<string> Walk(string from, string way)
    {
        var at = Components(from);
        foreach (var step in Components(way).Where(step => step != "."))
        {
            if (step == "..")
            {
                at.RemoveAt(at.Count - 1);
            }
            else
            {
                at.Add(step);
            }
        }

        return at;
    }

    private static List<string> Components(string path) => [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries)];
}
