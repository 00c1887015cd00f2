using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Verify;

public sealed class ComparisonTests
{
    private const string Tree = "a/b/f = 123\na/l -> b\nz = x\nempty/";

    [Theory]
    [InlineData(Tree, "")]
    [InlineData("a/b/f = 456\na/l -> b\nz = y\nempty/", "")]
    [InlineData("a/b/\na/l -> b\nz = x\nempty/", "a/b/f: it is missing")]
    [InlineData("a/b/f = 123\na/l -> b\nz = x\nempty/new", "empty/new: somebody else put it there")]
    [InlineData("a/b/f = 1234\na/l -> b\nz = x\nempty/", "a/b/f: it is not what was written there")]
    [InlineData("a/b/f = 123\na/l -> c\nz = x\nempty/", "a/l: it is not what was written there")]
    [InlineData("a/b/f = 123\na/l/\nz = x\nempty/", "a/l: it is not what was written there")]
    [InlineData("a/b/f = 123\na/l -> b\nz/f\nempty/", "z: it is not what was written there")]
    [InlineData("a/b/f = 123\na/l -> b\ny = x\nempty/", "z: it is missing")]
    [InlineData("a -> b\nb\nz = x\nempty/", "a: it is not what was written there|b: somebody else put it there")]
    public void Every_difference_of_names_kinds_sizes_and_texts_is_found(string finished, string expected) =>
        Assert.Equal(
            expected,
            string.Join(
                '|',
                Comparison
                    .Differences(TreeText.Parse(Tree).InMemory(), TreeText.Parse(finished).InMemory())
                    .Select(finding => $"{finding.Path}: {finding.Reason}")
            )
        );
}
