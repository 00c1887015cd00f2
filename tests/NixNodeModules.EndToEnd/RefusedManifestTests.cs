using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Manifests and workspace files that are not what they should be.</summary>
public sealed class RefusedManifestTests
{
    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "name": 1 }""")]
    [InlineData("""{ "name": "lib", }""")]
    public void A_manifest_that_is_none_is_named(string content)
    {
        using var site = Site.WithWorkspace().File("packages/lib/package.json", content);
        site.Refuses(3).Says("packages/lib/package.json", "it is not the JSON of a package.json");
    }

    [Fact]
    public void A_manifest_nested_deeper_than_anyone_nests_is_refused()
    {
        using var site = Site.WithWorkspace().File("packages/lib/package.json", new string('[', 100_000));
        site.Refuses(3).Says("packages/lib/package.json");
    }

    [Fact]
    public void A_manifest_that_is_a_directory_is_named()
    {
        using var site = Site.WithWorkspace().Directory("packages/other/package.json");
        site.Refuses(3).Says("packages/other/package.json", "it is a directory and not a file");
    }

    [Fact]
    public void A_manifest_of_a_hundred_megabytes_is_not_read()
    {
        using var site = Site.WithWorkspace();
        using (var file = File.OpenWrite(site.PathOf("packages/lib/package.json")))
        {
            file.SetLength(100_000_000);
        }

        site.Refuses(3).Says("packages/lib/package.json", "it is larger than");
    }

    [Fact]
    public void A_byte_order_mark_before_a_manifest_is_no_fault()
    {
        using var site = Site.WithWorkspace().File("packages/lib/package.json", "\uFEFF{ \"name\": \"lib\" }");
        site.Exports();
        Assert.True(File.Exists($"{site.Out}/node_modules/lib/package.json"));
    }

    [Theory]
    [InlineData("../../../../beside")]
    [InlineData("/etc")]
    [InlineData("a/b/c")]
    [InlineData("..")]
    [InlineData("a\\u0000b\\u001b[31m")]
    public void A_name_is_never_used_as_a_path(string name)
    {
        using var site = Site.WithWorkspace();
        site.Exports();
        var before = TreeSnapshot.Of(site.Out);
        Directory.Delete(site.Out, recursive: true);

        site.File("packages/lib/package.json", $$"""{ "name": "{{name}}" }""");
        var outcome = site.Exports();
        Assert.Equal(before.Nodes.Keys, TreeSnapshot.Of(site.Out).Nodes.Keys);
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
        Assert.DoesNotContain(outcome.Output, character => char.IsControl(character) && character != '\n');
    }

    [Theory]
    [InlineData("packages: packages/*\n")]
    [InlineData("packages: { a: b }\n")]
    [InlineData("packages: [[packages/*]]\n")]
    [InlineData("packages:\n  - packages/*\n - 'broken\n")]
    [InlineData("\t{{{")]
    [InlineData("- packages/*\n")]
    [InlineData("just text\n")]
    public void A_workspace_file_that_is_none_is_named(string content)
    {
        using var site = Site.WithWorkspace().File("pnpm-workspace.yaml", content);
        site.Refuses(3).Says("pnpm-workspace.yaml", "line ");
    }

    [Theory]
    [InlineData("packages: !!seq\n  - !!str packages/*\n")]
    [InlineData("%TAG !e! tag:example.com,2000:\n---\npackages: !e!list [ !e!glob packages/* ]\n")]
    [InlineData("x: &a_1-b !<tag:yaml.org,2002:seq> [packages/*]\npackages: *a_1-b\n")]
    public void A_workspace_file_with_tags_and_anchors_is_read(string content)
    {
        using var site = Site.WithWorkspace().File("pnpm-workspace.yaml", content);
        site.Exports();
        Assert.True(Directory.Exists($"{site.Out}/packages/lib"));
    }

    [Theory]
    [InlineData("x: &{a} [packages/*]\npackages: [packages/*]\n")]
    [InlineData("x: & [packages/*]\npackages: [packages/*]\n")]
    [InlineData("%TAG e tag:example.com,2000:\n---\npackages: [packages/*]\n")]
    public void An_anchor_or_a_tag_that_is_none_is_refused(string content)
    {
        using var site = Site.WithWorkspace().File("pnpm-workspace.yaml", content);
        site.Refuses(3).Says("pnpm-workspace.yaml");
    }

    [Fact]
    public void Anchors_that_would_fill_the_memory_are_not_expanded()
    {
        var lines = Enumerable
            .Range(1, 60)
            .Select(i => $"k{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]");
        using var site = Site.WithWorkspace()
            .File("pnpm-workspace.yaml", $"k0: &a0 [x]\n{string.Join('\n', lines)}\npackages:\n  - packages/*\n");
        site.Exports();
    }

    [Theory]
    [InlineData("../*")]
    [InlineData("packages/../../beside")]
    public void A_pattern_that_leads_out_of_the_workspace_is_refused(string pattern)
    {
        using var site = Site.WithWorkspace().File("pnpm-workspace.yaml", $"packages:\n  - '{pattern}'\n");
        site.Refuses(3).Says(pattern, "leads out of the workspace");
    }

    [Theory]
    [InlineData("../*")]
    [InlineData("packages/../../beside")]
    public void A_pattern_of_a_manifest_that_leads_out_of_the_workspace_is_refused(string pattern)
    {
        using var site = WithPattern(pattern);
        site.Refuses(3).Says(pattern, "leads out of the workspace");
    }

    [Fact]
    public void An_absolute_pattern_of_a_manifest_begins_at_the_workspace()
    {
        using var site = WithPattern("packages/*");
        site.Exports();
        var plain = TreeSnapshot.Of(site.Out);
        ScratchSpace.Remove(site.Out);

        using var outside = Site.Empty();
        outside.File("package.json", """{ "name": "outside" }""");
        site.File("package.json", Manifest("packages/*", outside.Repo));
        site.Exports("--focus", "lib");
        Assert.Empty(TreeSnapshot.Of(site.Out).Nodes.Keys.Except(plain.Nodes.Keys, StringComparer.Ordinal));
        site.Export("--replace", "--focus", "outside").Ended(2).Says("cannot find the project outside");
    }

    [Fact]
    public void A_workspace_file_of_megabytes_is_not_read()
    {
        using var site = Site.WithWorkspace().File("pnpm-workspace.yaml", new string('#', 2_000_000));
        site.Refuses(3).Says("pnpm-workspace.yaml", "it is larger than");
    }

    private static Site WithPattern(string pattern)
    {
        var site = Site.WithWorkspace().File("package.json", Manifest(pattern)).File("package-lock.json", "{}\n");
        File.Delete(site.PathOf("pnpm-workspace.yaml"));
        File.Delete(site.PathOf("pnpm-lock.yaml"));
        Kernel.MakeDirectories($"{site.Top}/beside");
        Kernel.WriteFile($"{site.Top}/beside/package.json", """{ "name": "beside" }""");
        return site;
    }

    private static string Manifest(params string[] patterns) =>
        $$"""{ "name": "root", "workspaces": [{{string.Join(", ", patterns.Select(pattern => $"\"{pattern}\""))}}] }""";
}
