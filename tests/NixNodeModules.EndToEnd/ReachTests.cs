using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>What links bring into an export, case by case; the real and the random workspaces have them all mixed.</summary>
public sealed class ReachTests
{
    [Fact]
    public void Projects_that_depend_on_each_other_in_a_circle_come_once()
    {
        using var site = Site.WithWorkspace()
            .File("packages/other/package.json", """{ "name": "other" }""")
            .Link("packages/lib/node_modules/other", "../../other")
            .Link("packages/other/node_modules/lib", "../../lib")
            .Link("packages/other/node_modules/other", "..");
        Check(site, ["", "packages/lib", "packages/other"], ["node_modules", "packages"]);
    }

    [Fact]
    public void A_project_inside_another_comes_with_it_and_once()
    {
        using var site = Site.WithWorkspace()
            .File("pnpm-workspace.yaml", "packages:\n  - packages/**\n")
            .File("packages/lib/inner/package.json", """{ "name": "inner" }""")
            .Link("packages/lib/inner/node_modules/lib", "../..")
            .Link("node_modules/inner", "../packages/lib/inner");
        Check(site, ["", "packages/lib", "packages/lib/inner"], ["node_modules", "packages"]);
    }

    [Fact]
    public void A_project_that_nothing_links_to_brings_only_its_own_node_modules()
    {
        using var site = Site.WithWorkspace()
            .File("packages/app/package.json", """{ "name": "app" }""")
            .File("packages/app/index.js")
            .Link("packages/app/node_modules/lib", "../../lib");
        Check(site, ["", "packages/app", "packages/lib"], ["node_modules", "packages"]);
        Assert.Equal(["node_modules"], Kernel.List($"{site.Out}/packages/app"));
    }

    [Fact]
    public void A_link_to_the_root_brings_its_own_files_but_neither_other_projects_nor_version_control()
    {
        using var site = Site.WithWorkspace()
            .File("packages/app/package.json", """{ "name": "app" }""")
            .File("packages/app/index.js")
            .File("packages/notes.txt")
            .File("src/index.js")
            .File(".git/HEAD")
            .File("src/.git/HEAD")
            .Link("packages/lib/node_modules/root", "../../..");
        Check(
            site,
            ["", "packages/app", "packages/lib"],
            ["node_modules", "package.json", "packages", "pnpm-lock.yaml", "pnpm-workspace.yaml", "src"]
        );
        Assert.Equal(["lib", "notes.txt"], Kernel.List($"{site.Out}/packages"));
    }

    [Fact]
    public void A_linked_directory_that_holds_projects_comes_whole_beside_the_roots_own_files()
    {
        using var site = Site.WithWorkspace()
            .File("packages/app/package.json", """{ "name": "app" }""")
            .File("packages/app/deep/index.js")
            .Link("packages/all", "../packages/.")
            .Link("packages/lib/node_modules/root", "../../..");
        Check(
            site,
            ["", "packages/app", "packages/lib"],
            ["node_modules", "package.json", "packages", "pnpm-lock.yaml", "pnpm-workspace.yaml"]
        );
        Assert.Equal(["all", "app", "lib"], Kernel.List($"{site.Out}/packages"));
    }

    [Fact]
    public void Links_and_directories_on_the_way_come_along_and_nothing_beside_them()
    {
        using var site = Site.WithWorkspace()
            .Link("node_modules/far", "../shortcuts/tools/../deep/file.txt")
            .Link("shortcuts/tools", "../hidden/tools/bin")
            .File("shortcuts/unrelated")
            .File("hidden/tools/bin/unrelated")
            .File("hidden/tools/deep/file.txt")
            .File("hidden/tools/deep/unrelated");
        Check(site, ["", "packages/lib"], ["hidden", "node_modules", "packages", "shortcuts"]);
        Assert.Equal(["file.txt"], Kernel.List($"{site.Out}/hidden/tools/deep"));
    }

    [Fact]
    public void A_node_modules_that_is_itself_a_link_leads_to_the_same_place()
    {
        using var site = Site.WithWorkspace()
            .File("elsewhere/modules/dep/package.json")
            .Link("packages/lib/node_modules", "../../elsewhere/modules");
        Check(site, ["", "packages/lib"], ["elsewhere", "node_modules", "packages"]);
    }

    [Fact]
    public void A_workspace_with_no_links_and_an_empty_node_modules_is_exported()
    {
        using var site = Site.Empty().File("package.json", "{}").Directory("node_modules");
        Check(site, [""], ["node_modules"]);
    }

    private static void Check(Site site, string[] projects, string[] top)
    {
        site.Exports();
        var (source, output) = (TreeSnapshot.Of(site.Repo), TreeSnapshot.Of(site.Out));
        Assert.Equal([], ExpectedTree.Of(source, projects).Differences(output));
        Assert.Equal([], SameResolutions.Findings(source, output));
        Assert.Equal(top, Kernel.List(site.Out));
        SelfContained.Check(site.Out);
    }
}
