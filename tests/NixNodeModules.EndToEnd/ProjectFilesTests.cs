using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>What of a workspace package goes out.</summary>
public sealed class ProjectFilesTests
{
    [Theory]
    [InlineData("materialize-workspace", "packages/lib")]
    [InlineData("inline-workspace", "node_modules/lib")]
    public void Published_brings_what_npm_would_publish(string mode, string lib)
    {
        using var site = Workspace();
        var outcome = site.Exports("--mode", mode, "--focus", "app", "--files", "published");
        Assert.Equal(
            ["dist", "package.json", "README.md"],
            Kernel.List($"{site.Out}/{lib}").Order(StringComparer.OrdinalIgnoreCase),
            StringComparer.Ordinal
        );
        Assert.Equal(["index.js"], Kernel.List($"{site.Out}/{lib}/dist"));
        Assert.Equal(
            [".env", "index.js", "package.json"],
            Kernel.List($"{site.Out}/packages/app").Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.Contains("packages/app/.env", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("warning: ", outcome.Output, StringComparison.Ordinal);
        SelfContained.Check(site.Out);
    }

    [Fact]
    public void Include_adds_to_that_and_exclude_takes_out_in_the_end()
    {
        using var site = Workspace();
        var outcome = site.Exports([
            "--focus",
            "app",
            "--files",
            "published",
            "--include",
            "/src/",
            "--exclude",
            "*.map",
            "--exclude",
            ".env",
        ]);
        Assert.Equal(["index.ts"], Kernel.List($"{site.Out}/packages/lib/src"));
        Assert.Equal(
            ["index.js", "package.json"],
            Kernel.List($"{site.Out}/packages/app").Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.DoesNotContain("warning", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Exclude_alone_takes_out_of_all_files()
    {
        using var site = Workspace();
        site.Exports("--focus", "app", "--exclude", "src", "--exclude", ".*");
        Assert.Equal(
            ["dist", "index.js", "package.json", "README.md", "secret.txt"],
            Kernel.List($"{site.Out}/packages/lib").Order(StringComparer.OrdinalIgnoreCase),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void What_a_link_leads_to_is_in_although_it_is_not_published()
    {
        using var site = Workspace().Link("packages/app/schema.txt", "../lib/secret.txt");
        site.Exports("--focus", "app", "--files", "published");
        Assert.Equal(
            ["dist", "package.json", "README.md", "secret.txt"],
            Kernel.List($"{site.Out}/packages/lib").Order(StringComparer.OrdinalIgnoreCase),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void A_published_pattern_brings_nothing_from_outside_its_project()
    {
        using var site = Workspace().File("secret", "inside the workspace\n");
        Kernel.WriteFile($"{site.Top}/secret", "outside\n");
        string[] options = ["--focus", "app", "--files", "published"];
        site.Exports(options);
        var plain = TreeSnapshot.Of(site.Out);
        ScratchSpace.Remove(site.Out);

        site.File(
            "packages/lib/package.json",
            """{ "name": "lib", "version": "1.0.0", "files": ["dist", "../../secret", "../../../secret", "/../../secret", "dist/../../../secret"] }"""
        );
        site.Exports(options);
        Assert.Equal(plain.Nodes.Keys, TreeSnapshot.Of(site.Out).Nodes.Keys, StringComparer.Ordinal);
    }

    [Fact]
    public void An_ignore_file_of_megabytes_is_not_read()
    {
        using var site = Workspace().File("packages/app/.npmignore", new string('#', 2_000_000));
        site.Refuses(3, "--focus", "app", "--files", "published").Says("packages/app/.npmignore", "it is larger than 1 MiB");
    }

    [Fact]
    public void The_root_in_focus_is_published_without_its_other_projects()
    {
        using var site = Workspace()
            .File("package.json", """{ "name": "root", "files": ["main.js"], "dependencies": { "lib": "1" } }""")
            .File("main.js")
            .File("notes.txt");
        site.Exports("--focus", ".", "--files", "published");
        Assert.Equal(
            ["main.js", "node_modules", "package.json", "packages"],
            Kernel.List(site.Out).Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        Assert.Equal(["lib"], Kernel.List($"{site.Out}/packages"));
    }

    [Theory]
    [InlineData(2, "--include", "[[:alpha:]]")]
    [InlineData(2, "--files", "some")]
    [InlineData(2, "--keep", "lib")]
    public void What_is_not_understood_is_refused(int code, params string[] options)
    {
        using var site = Workspace();
        site.Refuses(code, options);
    }

    private static Site Workspace() =>
        Site.WithWorkspace()
            .File(
                "packages/lib/package.json",
                """{ "name": "lib", "version": "1.0.0", "main": "dist/index.js", "files": ["dist"] }"""
            )
            .File("packages/lib/.gitignore", "dist\n")
            .File("packages/lib/.env", "SECRET=1\n")
            .File("packages/lib/README.md")
            .File("packages/lib/secret.txt")
            .File("packages/lib/dist/index.js", "module.exports = 'lib';\n")
            .File("packages/lib/src/index.ts")
            .File("packages/app/package.json", """{ "name": "app", "dependencies": { "lib": "workspace:*" } }""")
            .File("packages/app/index.js")
            .File("packages/app/.env", "SECRET=2\n");
}
