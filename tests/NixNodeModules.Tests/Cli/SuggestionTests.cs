using NixNodeModules.Cli;
using Xunit;

namespace NixNodeModules.Tests.Cli;

public sealed class SuggestionTests
{
    private static readonly string[] Known =
    [
        "export",
        "verify",
        "--mode",
        "--dangling",
        "--dry-run",
        "materialize-workspace",
        "inline-workspace",
        "strip-workspace",
    ];

    [Theory]
    [InlineData("exprot", "export")]
    [InlineData("EXPORT", "export")]
    [InlineData("--mod", "--mode")]
    [InlineData("--moed", "--mode")]
    [InlineData("--dryrun", "--dry-run")]
    [InlineData("inline", "inline-workspace")]
    [InlineData("materialise-workspace", "materialize-workspace")]
    [InlineData("strip-workspaces", "strip-workspace")]
    [InlineData("copy", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("--nonsense", null)]
    public void What_is_near_is_offered_and_what_is_not_is_not(string typed, string? expected) =>
        Assert.Equal(expected, Suggestion.For(typed, Known));
}
