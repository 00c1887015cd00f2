using NixNodeModules.Plan;
using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class InlineTests
{
    [Fact]
    public void A_package_takes_the_place_of_the_roots_own_link_and_its_module_tree_comes_along() =>
        Inline(
                """
                node_modules/@x/lib -> ../../packages/lib
                packages/lib/package.json
                packages/lib/node_modules/dep/package.json
                packages/app/node_modules/lib -> ../../lib
                """,
                "packages/lib packages/app"
            )
            .Makes(
                """
                node_modules/@x/lib/package.json
                node_modules/@x/lib/node_modules/dep/package.json
                packages/app/node_modules/lib -> ../../../node_modules/@x/lib
                """
            );

    [Fact]
    public void A_package_that_the_root_has_no_link_to_goes_to_its_path_in_dot_workspace() =>
        Inline(
                """
                node_modules/.pnpm/node_modules/lib -> ../../../packages/lib
                packages/lib/package.json
                packages/lib/node_modules/dep -> ../../../node_modules/.pnpm/dep
                node_modules/.pnpm/dep/package.json
                """,
                "packages/lib"
            )
            .Makes(
                """
                node_modules/.pnpm/dep/package.json
                node_modules/.pnpm/node_modules/lib -> ../../.workspace/packages/lib
                node_modules/.workspace/packages/lib/package.json
                node_modules/.workspace/packages/lib/node_modules/dep -> ../../../../.pnpm/dep
                """
            );

    [Fact]
    public void A_directory_inside_a_project_moves_with_it_so_that_its_dependencies_are_found() =>
        Inline(
                """
                node_modules/built -> ../packages/built/dist
                packages/built/dist/package.json
                packages/built/src/left-behind
                packages/built/node_modules/dep/package.json
                """,
                "packages/built"
            )
            .Makes(
                """
                node_modules/built -> .workspace/packages/built/dist
                node_modules/.workspace/packages/built/dist/package.json
                node_modules/.workspace/packages/built/node_modules/dep/package.json
                """
            );

    [Fact]
    public void The_root_itself_stands_in_dot_workspace_without_its_module_tree() =>
        Inline(
                """
                package.json
                node_modules/dep/package.json
                packages/a/node_modules/root -> ../../..
                """,
                "packages/a"
            )
            .Makes(
                """
                node_modules/dep/package.json
                node_modules/.workspace/package.json
                node_modules/.workspace/packages/
                packages/a/node_modules/root -> ../../../node_modules/.workspace
                """
            );

    [Fact]
    public void A_circle_of_packages_ends() =>
        Inline(
                """
                node_modules/a -> ../packages/a
                packages/a/node_modules/b -> ../../b
                packages/b/node_modules/a -> ../../a
                packages/a/package.json
                packages/b/package.json
                """,
                "packages/a packages/b"
            )
            .Makes(
                """
                node_modules/a/package.json
                node_modules/a/node_modules/b -> ../../.workspace/packages/b
                node_modules/.workspace/packages/b/package.json
                node_modules/.workspace/packages/b/node_modules/a -> ../../../../a
                """
            );

    private static ExportPlan Inline(string tree, string projects) =>
        PlanOf.Workspace(tree, projects, ExportMode.InlineWorkspace);
}
