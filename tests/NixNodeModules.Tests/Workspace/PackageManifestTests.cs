using System.Text;
using FsCheck.Fluent;
using NixNodeModules.Paths;
using NixNodeModules.Workspace;
using Xunit;

namespace NixNodeModules.Tests.Workspace;

public sealed class PackageManifestTests
{
    [Theory]
    [InlineData("{}", null, "")]
    [InlineData("""{"name": "a", "workspaces": ["p/*", "q"]}""", "a", "p/* q")]
    [InlineData("""{"name": "@s/a", "workspaces": {"packages": ["p/*"], "nohoist": ["x"]}}""", "@s/a", "p/*")]
    [InlineData("""{"name": null, "workspaces": null}""", null, "")]
    [InlineData("""{"workspaces": {"nohoist": []}}""", null, "")]
    [InlineData("""{"name": "../../up", "workspaces": []}""", "../../up", "")]
    [InlineData("\uFEFF{\"name\": \"bom\"}", "bom", "")]
    [InlineData("""{"name": "first", "name": "last"}""", "last", "")]
    public void A_manifest_gives_its_name_and_patterns(string json, string? name, string workspaces)
    {
        var manifest = Parse(Encoding.UTF8.GetBytes(json));
        Assert.Equal(name, manifest.Name);
        Assert.Equal(workspaces, string.Join(' ', manifest.Workspaces));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"name\": \"a\",}")]
    [InlineData("{\"name\": \"a\"} {}")]
    [InlineData("{\"name\": 5}")]
    [InlineData("{\"name\": \"\\ud800\"}")]
    [InlineData("{\"version\": [1]}")]
    [InlineData("{\"workspaces\": \"p/*\"}")]
    [InlineData("{\"workspaces\": [\"a\", 5]}")]
    [InlineData("{\"workspaces\": [\"\\udc00\"]}")]
    [InlineData("{\"workspaces\": {\"packages\": {}}}")]
    public void What_is_no_manifest_is_refused_with_the_path_of_the_file(string json)
    {
        var failure = Assert.Throws<Failure>(() => Parse(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(ExitCode.Refused, failure.Code);
        Assert.Contains("p/package.json", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_place_of_a_mistake_is_told() =>
        Assert.Contains(
            "(line 2, byte 11)",
            Assert.Throws<Failure>(() => Parse("{\n  \"name\": oops\n}"u8)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Nesting_without_end_is_refused_and_no_stack_overflows() =>
        Assert.Throws<Failure>(() =>
            Parse(Encoding.UTF8.GetBytes("{\"a\": " + new string('[', 200_000) + new string(']', 200_000) + "}"))
        );

    [Fact]
    public void Whatever_the_bytes_are_it_is_a_manifest_or_a_refusal()
    {
        var piece = Gen.Elements(
            "{",
            "}",
            "\"name\"",
            ":",
            "[",
            "]",
            "\"workspaces\"",
            ",",
            "\"\\ud8\"",
            "\"a\"",
            "1",
            "\0",
            "\\",
            " ",
            "\"\\ud800\""
        );
        var bytes = piece.ListOf().Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));
        var invalid = Gen.Elements<byte[]>(
            [.. "{\"name\":\""u8, 0xff, .. "\"}"u8],
            [0xef, 0xbb],
            [.. "{\"na\xc3me\":1}"u8, 0xc3]
        );
        Properties.Hold(
            Gen.Frequency((10, bytes), (1, invalid)),
            content =>
            {
                try
                {
                    Parse(content);
                }
                catch (Failure failure)
                {
                    Assert.Equal(ExitCode.Refused, failure.Code);
                }
            }
        );
    }

    private static PackageManifest Parse(ReadOnlySpan<byte> json) =>
        PackageManifest.Parse(json, BytePath.FromText("p/package.json"));
}
