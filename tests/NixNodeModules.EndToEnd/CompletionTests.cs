using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>The completion scripts in the shells that they are for.</summary>
public sealed class CompletionTests
{
    // A line as far as it has been typed, and words that the shell then offers.
    public static TheoryData<string, string, string> Lines { get; } =
        new(
            from shell in (string[])["bash", "zsh", "fish"]
            from expected in ((string Line, string Words)[])
                [
                    ("", "export verify inspect why completion"),
                    ("export --mo", "--mode"),
                    ("export --root x --mode ", "materialize-workspace inline-workspace strip-workspace allow-broken"),
                    ("verify --fo", "--forbid --format"),
                    ("verify --format ", "text json sarif github"),
                    ("inspect --format ", "text json mermaid dot html"),
                    ("verify ", "some-tree"),
                    ("export --root ", "some-tree"),
                ]
            select (shell, expected.Line, expected.Words)
        );

    [Theory, MemberData(nameof(Lines))]
    public void A_shell_offers_the_words_that_fit(string shell, string line, string words)
    {
        Shell.Require(shell);
        using var site = Site.Empty();
        Kernel.MakeDirectories($"{site.Top}/some-tree");
        Kernel.MakeDirectories($"{site.Top}/other-tree");
        var outcome = Tool.Try(
            shell,
            [Repository.PathOf("tests", "NixNodeModules.EndToEnd", $"complete.{shell}"), $"nix-node-modules {line}"],
            [
                KeyValuePair.Create("PATH", $"{Path.GetDirectoryName(Binary.Path)}:{Environment.GetEnvironmentVariable("PATH")}"),
                KeyValuePair.Create("HOME", site.Top),
                KeyValuePair.Create("TERM", "xterm"),
            ],
            site.Top
        );
        var offered = outcome.Ended(0).Output.Split([' ', '\n', '\r', '\t', '/'], StringSplitOptions.RemoveEmptyEntries);
        Assert.All(words.Split(' '), word => Assert.Contains(word, offered, StringComparer.Ordinal));
        Assert.DoesNotContain(
            offered,
            word =>
                word.StartsWith("--", StringComparison.Ordinal)
                && !line.Contains('-', StringComparison.Ordinal)
                && line.Length > 0
        );
    }

    [Theory, InlineData("bash"), InlineData("zsh"), InlineData("fish")]
    public void A_script_has_no_fault_that_its_shell_knows(string shell)
    {
        Shell.Require(shell);
        var script = Path.Combine(ScratchSpace.MakeDirectory("completion"), "script");
        File.WriteAllText(script, Binary.Run("completion", shell).Ended(0).Output);
        Tool.Run(shell, "-n", script);
    }
}
