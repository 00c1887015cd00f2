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

    [Fact]
    public void What_is_found_through_a_directory_that_is_no_project_moves_with_it() =>
        Inline(
                """
                node_modules/a -> ../packages/a
                packages/a/package.json
                packages/node_modules/dep/package.json
                """,
                "packages/a"
            )
            .Makes(
                """
                node_modules/a -> .workspace/packages/a
                node_modules/.workspace/packages/a/package.json
                node_modules/.workspace/packages/node_modules/dep/package.json
                """
            );

    [Fact]
    public void A_program_comes_with_its_package_and_that_with_its_module_tree() =>
        Inline(
                """
                node_modules/.bin/w -> ../../apps/w/cli.js
                apps/w/cli.js
                apps/w/package.json
                apps/w/node_modules/dep/package.json
                """,
                "apps/w"
            )
            .Makes(
                """
                node_modules/.bin/w -> ../.workspace/apps/w/cli.js
                node_modules/.workspace/apps/w/cli.js
                node_modules/.workspace/apps/w/package.json
                node_modules/.workspace/apps/w/node_modules/dep/package.json
                """
            );

    [Fact]
    public void A_package_around_the_project_in_focus_keeps_its_place_with_it() =>
        Inline(
                """
                node_modules/a -> ../packages/a
                node_modules/sub -> ../packages/a/sub
                packages/a/package.json
                packages/a/sub/package.json
                packages/a/node_modules/dep/package.json
                """,
                "packages/a packages/a/sub",
                focus: "packages/a/sub"
            )
            .Makes(
                """
                node_modules/a -> ../packages/a
                node_modules/sub -> ../packages/a/sub
                packages/a/package.json
                packages/a/sub/package.json
                packages/a/node_modules/dep/package.json
                """
            );

    [Fact]
    public void What_is_the_roots_own_stands_with_the_roots_files_and_nowhere_else() =>
        Inline(
                """
                package.json
                lib/package.json
                node_modules/lib -> ../lib
                node_modules/root -> ..
                """,
                ""
            )
            .Makes(
                """
                node_modules/lib -> .workspace/lib
                node_modules/root -> .workspace
                node_modules/.workspace/package.json
                node_modules/.workspace/lib/package.json
                """
            );

    private static ExportPlan Inline(string tree, string projects, string focus = "") =>
        PlanOf.Workspace(tree, projects, ExportMode.InlineWorkspace, focus: focus);
}
