using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Verify;

public sealed class ComparisonTests
{
    private const string Tree = "a/b/f = 123\na/l -> b\nz = x\nempty/";

    public static TheoryData<string, string> Cases { get; } =
        new()
        {
            { Tree, "" },
            { "a/b/f = 456\na/l -> b\nz = y\nempty/", "" },
            { "a/b/\na/l -> b\nz = x\nempty/", "a/b/f: it is missing" },
            { "a/b/f = 123\na/l -> b\nz = x\nempty/new", "empty/new: somebody else put it there" },
            { "a/b/f = 123\na/l/\nz = x\nempty/", "a/l: it is not what was written there" },
            { "a/b/f = 123\na/l -> b\nz/f\nempty/", "z: it is not what was written there" },
            { "a/b/f = 123\na/l -> b\ny = x\nempty/", "y: somebody else put it there|z: it is missing" },
            { "a -> b\nb\nz = x\nempty/", "a: it is not what was written there|b: somebody else put it there" },
        };

    [Theory, MemberData(nameof(Cases))]
    public void Every_difference_of_names_and_kinds_is_found_in_memory(string finished, string expected)
    {
        var (plan, found) = (TreeText.Parse(Tree).InMemory(), TreeText.Parse(finished).InMemory());
        Assert.Equal(
            expected,
            Text(Pairs(plan, found).SelectMany(pair => Comparison.Differences(pair.First, pair.Second.Listing!)))
        );
    }

    [Theory, MemberData(nameof(Cases))]
    public void Every_difference_of_names_and_kinds_is_found_on_the_disk(string finished, string expected)
    {
        using var temp = new TempDirectory();
        TreeText.Parse(finished).MakeIn(temp.Path);
        var (plan, found) = (TreeText.Parse(Tree).InMemory(), TreeText.Parse(finished).InMemory());
        var comparison = new Comparison();
        using var top = TempDirectory.Hold(temp.Path);
        foreach (var (planned, directory) in Pairs(plan, found))
        {
            using var opened = top.Open(directory.Path);
            comparison.Add(planned, opened.Value, top.Path, new byte[4096]);
        }

        Assert.Equal(expected, Text(comparison.Findings));
    }

    private static string Text(IEnumerable<Finding> findings) =>
        string.Join('|', findings.OrderBy(finding => finding.Path).Select(finding => $"{finding.Path}: {finding.Reason}"));

    // Directories that both have.
    private static IEnumerable<(DirectoryNode First, DirectoryNode Second)> Pairs(DirectoryNode plan, DirectoryNode found) =>
        from planned in TreeWalk.Directories(plan)
        from directory in TreeWalk.Directories(found)
        where planned.Path.Equals(directory.Path)
        select (planned, directory);
}
