using System.Text;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class StateFileTests
{
    private const string Installed = """
        node_modules/.modules.yaml
        node_modules/.pnpm-workspace-state-v1.json
        node_modules/.pnpm/lock.yaml
        node_modules/.pnpm/x/node_modules/x/f
        node_modules/.cache/babel/out -> /elsewhere/d
        node_modules/x -> .pnpm/x/node_modules/x
        packages/lib/f
        packages/lib/.cache/f
        packages/lib/src/.modules.yaml
        packages/lib/src/node_modules/.modules.yaml
        packages/lib/node_modules/.cache/f
        packages/lib/node_modules/y/node_modules/.package-lock.json
        packages/lib/node_modules/.package-lock.json
        node_modules/lib -> ../packages/lib
        """;

    [Theory]
    [InlineData("", ".modules.yaml", "pnpm")]
    [InlineData("", ".pnpm-workspace-state.json", "pnpm")]
    [InlineData("", ".pnpm-workspace-state-v12.json", "pnpm")]
    [InlineData("", ".pnpm-workspace-state", null)]
    [InlineData("", ".pnpm-workspace-stat.json", null)]
    [InlineData(".pnpm", "lock.yaml", "pnpm")]
    [InlineData("", "lock.yaml", null)]
    [InlineData(".pnpm", ".modules.yaml", null)]
    [InlineData("@x", ".modules.yaml", null)]
    [InlineData("", ".package-lock.json", "npm")]
    [InlineData("", ".yarn-integrity", "Yarn 1")]
    [InlineData("", ".yarn-state.yml", "Yarn")]
    [InlineData("", ".bun-tag", null)]
    [InlineData("", ".cache", null)]
    [InlineData("", ".vite", null)]
    public void A_file_of_a_module_tree_is_known_by_its_whole_place(string directory, string name, string? owner) =>
        Assert.Equal(owner, StateFile.Of(Bytes(directory), Bytes(name), FileKind.File)?.Owner);

    [Fact]
    public void What_is_of_another_kind_is_nobodys_state() =>
        Assert.All(
            from rule in StateFile.All
            from kind in Enum.GetValues<FileKind>()
            where kind != rule.Kind
            select (rule.Place, kind),
            pair => Assert.Null(StateFile.Of(Bytes(""), Bytes(pair.Place.Replace("*", "", StringComparison.Ordinal)), pair.kind))
        );

    [Fact]
    public void They_are_left_out_of_the_module_trees_of_projects_and_nowhere_else()
    {
        var plan = PlanOf.Workspace(Installed, "packages/lib");
        plan.Makes(
            """
            node_modules/.pnpm/lock.yaml
            node_modules/.pnpm/x/node_modules/x/f
            node_modules/x -> .pnpm/x/node_modules/x
            packages/lib/f
            packages/lib/.cache/f
            packages/lib/src/.modules.yaml
            packages/lib/src/node_modules/.modules.yaml
            packages/lib/node_modules/y/node_modules/.package-lock.json
            packages/lib/node_modules/.package-lock.json
            node_modules/lib -> ../packages/lib
            """
        );
        Assert.Equal(
            [
                "node_modules/.cache",
                "node_modules/.modules.yaml",
                "node_modules/.pnpm-workspace-state-v1.json",
                "packages/lib/node_modules/.cache",
            ],
            plan.DroppedStateFiles.Select(one => one.Path.ToString())
        );
    }

    [Fact]
    public void Lockfiles_in_module_trees_go_where_the_packages_are_not_those_that_were_installed() =>
        PlanOf
            .Workspace(Installed, "packages/lib", ExportMode.StripWorkspace)
            .Makes(
                """
                node_modules/.pnpm/x/node_modules/x/f
                node_modules/x -> .pnpm/x/node_modules/x
                packages/lib/node_modules/y/node_modules/.package-lock.json
                """
            );

    [Fact]
    public void They_go_from_a_package_that_was_inlined_too() =>
        PlanOf
            .Workspace(
                """
                node_modules/lib -> ../packages/lib
                packages/lib/node_modules/.yarn-state.yml
                packages/lib/node_modules/y/f
                """,
                "packages/lib",
                ExportMode.InlineWorkspace
            )
            .Makes("node_modules/lib/node_modules/y/f");

    [Fact]
    public void All_stay_on_request_and_in_a_tree_that_is_asked_for_as_it_is()
    {
        const string Files = "node_modules/.modules.yaml\nnode_modules/.cache/f\nnode_modules/.pnpm/lock.yaml\nnode_modules/x/f";
        PlanOf.Workspace(Files, mode: ExportMode.AllowBroken).Makes(Files);
        PlanOf.Workspace(Files, mode: ExportMode.StripWorkspace, stateFiles: StateFilePolicy.Keep).Makes(Files);
    }

    [Fact]
    public void What_a_link_leads_to_stays_with_all_that_it_needs_in_turn()
    {
        const string Files = """
            node_modules/.cache/client/f
            node_modules/.cache/client/lib -> ../../../packages/lib
            node_modules/.modules.yaml
            node_modules/.yarn-integrity
            node_modules/client -> .cache/client
            packages/lib/f
            packages/lib/installed -> ../../node_modules/.modules.yaml
            """;
        PlanOf
            .Workspace(Files, "packages/lib")
            .Makes(Files.Replace("node_modules/.yarn-integrity", "", StringComparison.Ordinal));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
