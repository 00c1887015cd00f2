using NixNodeModules.Paths;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Workspace;
using Xunit;

namespace NixNodeModules.Tests.Workspace;

public sealed class InstallationTests
{
    [Theory]
    [InlineData("package.json\npnpm-lock.yaml", "pnpm install --frozen-lockfile")]
    [InlineData("package.json\nbun.lock", "bun install --frozen-lockfile")]
    [InlineData("package.json\npackage-lock.json", "npm ci")]
    [InlineData("package.json", "npm install")]
    [InlineData("package.json\n.pnp.cjs\nyarn.lock", "nodeLinker: node-modules")]
    [InlineData("readme", "--root")]
    public void A_root_that_is_not_installed_is_refused_with_the_command_to_run(string tree, string expected)
    {
        var failure = Assert.Throws<Failure>(() =>
            Installation.Require(TreeText.Parse(tree).InMemory(), BytePath.FromText("ws"))
        );
        Assert.Equal(ExitCode.Usage, failure.Code);
        Assert.Contains(expected, failure.Next!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_tree_be_it_a_link_will_do()
    {
        Installation.Require(TreeText.Parse("node_modules/").InMemory(), BytePath.FromText("ws"));
        Installation.Require(TreeText.Parse("node_modules -> ../shared").InMemory(), BytePath.FromText("ws"));
    }
}
