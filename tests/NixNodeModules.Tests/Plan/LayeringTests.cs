using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class LayeringTests
{
    private const string Workspace = """
        package.json
        tsconfig.json
        apps/web/package.json
        apps/web/index.js
        apps/web/node_modules/@repo/lib -> ../../../../packages/lib
        apps/web/node_modules/.bin/lib = #!/bin/sh basedir=x exec node "$basedir/../@repo/lib/cli.js" "$@"
        apps/web/node_modules/.bin/left -> ../left/cli.js
        apps/web/node_modules/left -> ../../../node_modules/.pnpm/left@1/node_modules/left
        packages/lib/package.json = { "name": "@repo/lib", "version": "2.0.0" }
        packages/lib/test/node_modules/own.js
        packages/lib/cli.js
        packages/lib/shared.json -> ../../tsconfig.json
        packages/lib/node_modules/left -> ../../../node_modules/.pnpm/left@1/node_modules/left
        node_modules/.pnpm/left@1/node_modules/left/package.json
        node_modules/.pnpm/left@1/node_modules/left/cli.js
        node_modules/.pnpm/lib@file/node_modules/@repo/lib/package.json = { "name": "@repo/lib", "version": "2.0.0" }
        node_modules/.pnpm/lib@1/node_modules/@repo/lib/package.json = { "name": "@repo/lib", "version": "1.0.0" }
        node_modules/.pnpm/node_modules/.bin/unbuilt = #!/bin/sh basedir=x exec node "$basedir/../@repo/lib/dist/cli.js" "$@"
        node_modules/.pnpm/lib@file/node_modules/left -> ../../left@1/node_modules/left
        node_modules/.pnpm/node_modules/@repo/lib -> ../../../../packages/lib
        node_modules/empty/
        """;

    [Fact]
    public void Each_file_and_link_goes_to_the_layer_that_changes_with_it()
    {
        var made = LayersOf(PlanOf.Workspace(Workspace, "apps/web packages/lib", focus: "apps/web"), Workspace);
        Assert.Equal(
            TreeText
                .Parse(
                    """
                    apps/web/node_modules/.bin/left -> ../left/cli.js
                    apps/web/node_modules/left -> ../../../node_modules/.pnpm/left@1/node_modules/left
                    packages/lib/node_modules/left -> ../../../node_modules/.pnpm/left@1/node_modules/left
                    node_modules/.pnpm/left@1/node_modules/left/package.json
                    node_modules/.pnpm/left@1/node_modules/left/cli.js
                    node_modules/.pnpm/lib@file/node_modules/left -> ../../left@1/node_modules/left
                    node_modules/.pnpm/lib@1/node_modules/@repo/lib/package.json
                    node_modules/empty/
                    """
                )
                .Leaves(),
            made[LayerKind.ThirdParty]
        );
        Assert.Equal(
            TreeText
                .Parse(
                    """
                    apps/web/node_modules/@repo/lib -> ../../../../packages/lib
                    apps/web/node_modules/.bin/lib
                    node_modules/.pnpm/node_modules/.bin/unbuilt
                    node_modules/.pnpm/node_modules/@repo/lib -> ../../../../packages/lib
                    """
                )
                .Leaves(),
            made[LayerKind.Links]
        );
        Assert.Equal(
            TreeText
                .Parse(
                    """
                    packages/lib/package.json
                    packages/lib/cli.js
                    packages/lib/test/node_modules/own.js
                    packages/lib/shared.json -> ../../tsconfig.json
                    tsconfig.json
                    node_modules/.pnpm/lib@file/node_modules/@repo/lib/package.json
                    """
                )
                .Leaves(),
            made[LayerKind.Workspace]
        );
        Assert.Equal(TreeText.Parse("apps/web/package.json\napps/web/index.js").Leaves(), made[LayerKind.App]);
    }

    [Fact]
    public void Links_to_packages_that_a_mode_does_not_bring_are_links_all_the_same()
    {
        var made = LayersOf(PlanOf.Workspace(Workspace, "apps/web packages/lib", ExportMode.AllowBroken), Workspace);
        Assert.Contains("node_modules/.pnpm/node_modules/@repo/lib -> ", made[LayerKind.Links], StringComparison.Ordinal);
        Assert.DoesNotContain("../packages/lib", made[LayerKind.ThirdParty], StringComparison.Ordinal);
    }

    [Fact]
    public void An_inlined_package_is_no_third_party()
    {
        var plan = PlanOf.Workspace(Workspace, "apps/web packages/lib", ExportMode.InlineWorkspace, focus: "apps/web");
        var made = LayersOf(plan, Workspace);
        Assert.Contains("node_modules/.workspace/packages/lib/cli.js", made[LayerKind.Workspace], StringComparison.Ordinal);
        Assert.DoesNotContain("cli.js", made[LayerKind.ThirdParty].Replace("left/cli.js", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Laid_over_each_other_they_are_the_output_and_no_file_or_link_is_in_two()
    {
        PlanProperties.ForEachPlan(
            (_, plan) =>
            {
                var layers = LayersOf(plan).Values.Select(Lines).ToList();
                var leaves = layers.SelectMany(lines => lines).Where(line => !line.EndsWith('/')).ToList();
                Assert.Equal(leaves.Distinct().Count(), leaves.Count);
                var union = new TreeText(layers.SelectMany(lines => TreeText.Parse(string.Join('\n', lines)).Entries));
                Assert.Equal(plan.Made(), union.Leaves());
            }
        );
    }

    [Fact]
    public void Only_the_layer_of_what_was_edited_changes()
    {
        PlanProperties.ForEachPlan(
            (tree, plan) =>
            {
                // A file more in the first project: as an editor leaves one.
                var project = RandomWorkspaces.Projects(tree).FirstOrDefault();
                if (project is null)
                {
                    return;
                }

                var edited = new TreeText([.. tree.Entries, new($"{project}/edited.js", FileKind.File)]);
                var again = PlanOf.Tree(edited.InMemory(), RandomWorkspaces.Projects(edited), plan.Mode);
                if (again.Refusals.Count > 0)
                {
                    return;
                }

                var (before, after) = (LayersOf(plan), LayersOf(again));
                Assert.Equal(before[LayerKind.ThirdParty], after[LayerKind.ThirdParty]);
                Assert.Equal(before[LayerKind.Links], after[LayerKind.Links]);
                Assert.Equal(before[LayerKind.App], after[LayerKind.App]);
            }
        );
    }

    private static Dictionary<LayerKind, string> LayersOf(ExportPlan plan, string contents = "")
    {
        var files = TreeText.Parse(contents).Entries.ToDictionary(line => line.Path, line => line.Text);
        return Layering.Of(plan, new NothingToRead(new(plan.Root), files)).Layers.ToDictionary(layer => layer.Kind, Text);

        // Without the layer's own directory.
        string Text(Layer layer) =>
            TreeText.Parse(TreeText.Of(layer.Top)).Below(System.Text.Encoding.UTF8.GetString(Layer.Name(layer.Kind))).Leaves();
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
