using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>The hash of the output, and --expect-hash. That it is Nix's own is shown where packages are installed for real.</summary>
public sealed class HashTests
{
    private const string Other = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void The_report_tells_it_where_times_are_the_epochs_or_a_hash_is_expected()
    {
        using var site = Site.WithWorkspace();
        var hash = HashOf(site, "--mtime", "epoch");
        Assert.StartsWith("sha256-", hash, StringComparison.Ordinal);
        Assert.Equal(hash, HashOf(site, "--expect-hash", hash!));
        Assert.Null(HashOf(site));
        Assert.Contains($"  hash {hash}\n", site.Exports("--mtime", "epoch").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_with_another_hash_than_expected_is_none()
    {
        using var site = Site.WithWorkspace();
        var hash = HashOf(site, "--mtime", "epoch");
        site.Refuses(3, "--expect-hash", Other).Says(Other, hash!);
        site.Refuses(2, "--expect-hash", hash!, "--dry-run").Says("--dry-run");

        // One bit of one file.
        Kernel.SetMode(site.PathOf("packages/lib/index.js"), "0744");
        site.Refuses(3, "--expect-hash", hash!).Says(hash!);
    }

    [Fact]
    public void A_file_that_names_the_source_is_told_and_refused_on_request()
    {
        using var site = Site.WithWorkspace();
        site.Exports("--forbid-source-path");
        ScratchSpace.Remove(site.Out);
        site.File("node_modules/dep2/config.json", $$"""{ "root": "{{site.Repo}}/x" }""");
        site.Refuses(3, "--forbid-source-path")
            .Says("node_modules/dep2/config.json: it names the workspace root's path at byte 11");
        site.Refuses(2, "--forbid-source-path", "--dry-run").Says("--dry-run");
        Assert.Contains("dep2/config.json: it names", site.Exports("--mtime", "epoch").Output, StringComparison.Ordinal);
        ScratchSpace.Remove(site.Out);

        // A name of the root that is a link is in what was written through it.
        site.File("node_modules/dep2/config.json", $$"""{ "root": "{{site.Top}}/linked/x" }""");
        Kernel.MakeLink("repo", $"{site.Top}/linked");
        Binary
            .Run("export", "--root", $"{site.Top}/linked", "--out", site.Out, "--forbid-source-path")
            .Ended(3)
            .Says("config.json: it names the workspace root's path as it was given at byte 11");
    }

    private static string? HashOf(Site site, params string[] options)
    {
        using var report = JsonDocument.Parse(site.Exports([.. options, "--format", "json"]).Output);
        ScratchSpace.Remove(site.Out);
        return report.RootElement.GetProperty("hash").GetString();
    }
}
