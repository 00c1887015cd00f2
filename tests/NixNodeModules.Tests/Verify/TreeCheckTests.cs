using NixNodeModules.Plan;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Verify;

public sealed class TreeCheckTests
{
    [Theory]
    [InlineData("l -> missing", "Dangling")]
    [InlineData("l -> f/\nf", "Dangling")]
    [InlineData("l -> f/x\nf", "Dangling")]
    [InlineData("l -> l", "Looping")]
    [InlineData("l -> d/m\nd/m -> ../l", "Looping,Looping")]
    [InlineData("l -> ../out", "Escaping")]
    [InlineData("d/l -> ../../d", "Escaping")]
    [InlineData("d/l -> m/x\nd/m -> ../..", "Escaping,Escaping")]
    [InlineData("l -> /etc/passwd", "Absolute")]
    [InlineData("l -> m\nm -> /", "Escaping,Absolute")]
    [InlineData("l -> d/../f\nd/\nf", "")]
    [InlineData("d/l -> ../m/x\nm -> d\nd/x", "")]
    [InlineData("d/l -> ..\nd/m -> l/d/m2\nd/m2", "")]
    public void Links_that_need_more_than_the_tree_are_found_each_by_its_kind(string tree, string expected) =>
        Assert.Equal(
            expected,
            string.Join(',', TreeCheck.Links(TreeText.Parse(tree).InMemory()).Select(finding => finding.Kind))
        );

    [Theory]
    [InlineData("packages/lib/package.json", "Skeleton node_modules/lib")]
    [InlineData("packages/lib/index.js", "")]
    public void A_package_of_which_only_the_module_tree_came_along_is_a_skeleton(string manifest, string expected)
    {
        var source = TreeText.Parse($"node_modules/lib -> ../packages/lib\npackages/lib/node_modules/x/f\n{manifest}").InMemory();
        var selection = new Selection(new HashSet<DirectoryNode>());
        selection.AddWhole(TreeText.Find(source, "node_modules"));
        selection.AddWhole(TreeText.Find(source, "packages/lib/node_modules"));
        var output = OutputBuilder.Build(source, new(selection, []), new()).Top;
        Assert.Equal(expected, string.Join(',', TreeCheck.Links(output).Select(finding => $"{finding.Kind} {finding.Path}")));
    }
}
