using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class RootFilesTests
{
    [Theory]
    [InlineData("..")]
    [InlineData("../")]
    [InlineData("../packages/..")]
    public void A_link_to_the_root_brings_its_own_files_without_other_projects_and_version_control(string text) =>
        PlanOf
            .Workspace(
                $"""
                node_modules/root -> {text}
                package.json
                src/index.js
                src/.git/kept
                .git/HEAD
                .hg/store
                packages/readme
                packages/app/package.json
                packages/app/src/f
                """,
                "packages/app"
            )
            .Makes(
                $"""
                node_modules/root -> {text}
                package.json
                src/index.js
                src/.git/kept
                packages/readme
                """
            );

    [Fact]
    public void Git_as_a_file_of_a_linked_work_tree_stays_behind_too() =>
        PlanOf
            .Workspace("node_modules/root -> ..\npackage.json\n.git = gitdir: /elsewhere")
            .Makes("node_modules/root -> ..\npackage.json");

    [Theory]
    [InlineData(".git = gitdir: /elsewhere", ".git")]
    [InlineData(".git/HEAD", ".git")]
    [InlineData(".git/HEAD", ".git/HEAD")]
    [InlineData(".git -> src", ".git")]
    public void What_a_link_needs_comes_even_from_version_control(string git, string target)
    {
        // The root's files are in first, then the link into version control is found among them.
        PlanOf
            .Workspace($"node_modules/root -> ..\nsrc/link -> ../{target}\n{git}")
            .Makes($"node_modules/root -> ..\nsrc/link -> ../{target}\n{git}");
        PlanOf
            .Workspace($"node_modules/a -> ../{target}\nnode_modules/root -> ..\nsrc/f\n{git}")
            .Makes($"node_modules/a -> ../{target}\nnode_modules/root -> ..\nsrc/f\n{git}");
    }

    [Fact]
    public void A_link_of_version_control_that_leads_nowhere_is_nobodys_business() =>
        PlanOf.Workspace("node_modules/root -> ..\n.git -> nowhere").Makes("node_modules/root -> ..");

    [Fact]
    public void A_project_that_a_link_leads_to_comes_beside_the_root_files() =>
        PlanOf
            .Workspace(
                """
                node_modules/root -> ..
                node_modules/app -> ../packages/app
                package.json
                packages/app/f
                packages/other/f
                packages/other/node_modules/x/f
                """,
                "packages/app packages/other"
            )
            .Makes(
                """
                node_modules/root -> ..
                node_modules/app -> ../packages/app
                package.json
                packages/app/f
                packages/other/node_modules/x/f
                """
            );

    [Fact]
    public void Links_among_the_root_files_are_followed_like_any_others() =>
        PlanOf
            .Workspace(
                """
                node_modules/root -> ..
                config -> packages/app/config.json
                packages/app/config.json
                packages/app/f
                """,
                "packages/app"
            )
            .Makes("node_modules/root -> ..\nconfig -> packages/app/config.json\npackages/app/config.json");
}
