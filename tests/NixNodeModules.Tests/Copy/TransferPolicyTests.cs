using NixNodeModules.Copy;
using NixNodeModules.Paths;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Copy;

public sealed class TransferPolicyTests
{
    [Theory]
    [InlineData("node_modules/a/lib", true)]
    [InlineData("packages/b/node_modules/a", true)]
    [InlineData("packages/b", false)]
    [InlineData("packages/b/test/node_modules/a", false)]
    [InlineData("packages/b/node_modules/a/test/node_modules/c", true)]
    public void Of_the_workspace_what_lies_in_the_node_modules_of_a_project_may_be_linked(string directory, bool mayLink)
    {
        var tree = TreeText.Parse($"{directory}/f\npackages/b/f").InMemory();
        var policy = new TransferPolicy(Transfer.Hardlink, [tree, TreeText.Find(tree, "packages/b")]);
        Assert.Equal(mayLink, policy.MayLink(TreeText.Find(tree, directory)));
    }

    [Theory]
    [InlineData("/store/links/@/a/1.0.0/h", "node_modules/a", true)]
    [InlineData("/elsewhere/node_modules/a", "lib", true)]
    [InlineData("/elsewhere/node_modules/.pnpm/a@1", "lib", true)]
    [InlineData("/elsewhere/a", "lib", false)]
    [InlineData("/elsewhere/a", "lib/node_modules/b", true)]
    [InlineData("/elsewhere/not_node_modules/a", "lib", false)]
    public void Of_what_lies_outside_the_workspace_what_was_installed_may_be_linked_and_nothing_else(
        string location,
        string directory,
        bool mayLink
    )
    {
        var tree = TreeText.Parse($"{directory}/f").InMemory(new ExternalTree(BytePath.FromText(location), 0));
        Assert.Equal(mayLink, new TransferPolicy(Transfer.Hardlink, []).MayLink(TreeText.Find(tree, directory)));
        Assert.False(new TransferPolicy(Transfer.Auto, []).MayLink(TreeText.Find(tree, directory)));
    }
}
