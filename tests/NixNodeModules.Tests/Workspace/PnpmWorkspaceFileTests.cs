using System.Text;
using FsCheck.Fluent;
using NixNodeModules.Paths;
using NixNodeModules.Workspace;
using Xunit;

namespace NixNodeModules.Tests.Workspace;

public sealed class PnpmWorkspaceFileTests
{
    [Theory]
    [InlineData("overrides:\n  a: '-'\n  b>@x/y@2: '-'\n  c: 1.0.0\npackages: [p]\n", "a b>@x/y@2")]
    [InlineData("packages: [p]\noverrides: &o\n  a: '-'\nother: *o\n", "a")]
    [InlineData("overrides:\n  a: ['-']\n  ? [k]\n  : '-'\n  b: '-'\n", "b")]
    [InlineData("overrides: '-'\n", "")]
    [InlineData("other:\n  overrides:\n    a: '-'\n", "")]
    [InlineData("", "")]
    public void Dependencies_that_overrides_take_away_are_told(string yaml, string removals) =>
        Assert.Equal(
            removals,
            string.Join(
                ' ',
                PnpmWorkspaceFile.ParseRemovals(
                    System.Text.Encoding.UTF8.GetBytes(yaml),
                    NixNodeModules.Paths.BytePath.FromText("w")
                )
            )
        );

    [Theory]
    [InlineData("packages:\n  - 'packages/*'\n  - \"!**/test/**\"\n  - apps/** # comment\n", "packages/*|!**/test/**|apps/**")]
    [InlineData("catalog:\n  a: &x [1, {b: 2}]\n  c: *x\npackages: [a, b]\n", "a|b")]
    [InlineData("x: &a [p, 'q/*']\ny: &b [*a, z]\npackages: *a\n", "p|q/*")]
    [InlineData("x: &a [p]\ny: &a [q]\npackages: *a\n", "q")]
    [InlineData("\"packages\":\n- a\n", "a")]
    [InlineData("? {complex: key}\n: value\npackages:\n- a\n", "a")]
    [InlineData("---\npackages:\n- a\n...\n", "a")]
    [InlineData("\uFEFFpackages:\n- a\n", "a")]
    [InlineData("packages:\r\n- a\r\n- b\r\n", "a|b")]
    [InlineData("packages: []\n", "")]
    [InlineData("packages:\n", "")]
    [InlineData("packages: ~\n", "")]
    [InlineData("packages: null\n", "")]
    [InlineData("onlyBuiltDependencies:\n- esbuild\n", "")]
    [InlineData("settings:\n  packages:\n  - not-these\n", "")]
    [InlineData("", "")]
    [InlineData("# only a comment\n", "")]
    [InlineData("---\n", "")]
    [InlineData("null\n", "")]
    [InlineData("~\n", "")]
    [InlineData("{}\n", "")]
    public void The_patterns_are_the_list_under_packages(string yaml, string expected) =>
        Assert.Equal(expected, string.Join('|', Parse(yaml)));

    [Theory]
    [InlineData("packages: packages/*\n")]
    [InlineData("packages: {a: b}\n")]
    [InlineData("packages:\n- [a]\n")]
    [InlineData("packages:\n- a: b\n")]
    [InlineData("x: &a [p, {b: c}]\npackages: *a\n")]
    [InlineData("x: {y: &a [p]}\npackages: *a\n")]
    [InlineData("x: &a p\npackages:\n- *a\n")]
    [InlineData("- a\n")]
    [InlineData("packages\n")]
    [InlineData("packages: [a\n")]
    [InlineData("packages:\n\t- a\n")]
    [InlineData("packages: 'a\n")]
    [InlineData("\u0001\n")]
    public void What_is_no_workspace_file_is_refused(string yaml)
    {
        var failure = Assert.Throws<Failure>(() => Parse(yaml));
        Assert.Equal(ExitCode.Refused, failure.Code);
        Assert.Contains("pnpm-workspace.yaml", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_that_blow_up_are_passed_over()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 100; i++)
        {
            yaml.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"
            );
        }

        Assert.Equal(["p/*"], Parse(yaml + "packages:\n- p/*\n"));
    }

    [Fact]
    public void Nesting_without_end_overflows_no_stack()
    {
        try
        {
            Assert.Equal(["a"], Parse("x: " + new string('[', 5_000) + new string(']', 5_000) + "\npackages: [a]\n"));
        }
        catch (Failure failure)
        {
            Assert.Equal(ExitCode.Refused, failure.Code);
        }
    }

    [Fact]
    public void Whatever_the_bytes_are_it_is_a_list_or_a_refusal()
    {
        var piece = Gen.Elements(
            "packages",
            ":",
            "\n",
            "- ",
            "  ",
            "[",
            "]",
            "{",
            "}",
            "&a",
            "*a",
            "!!x",
            "'",
            "\"",
            "\\ud800",
            "|",
            ">",
            "?",
            "%",
            "---",
            "a",
            "\t",
            "\0",
            "#",
            "@",
            "\u2028",
            "\"\\U00110000\""
        );
        Properties.Hold(
            piece.ListOf().Select(pieces => string.Concat(pieces)),
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
            },
            cases: 1000
        );
    }

    private static IReadOnlyList<string> Parse(string yaml) =>
        PnpmWorkspaceFile.ParsePackages(Encoding.UTF8.GetBytes(yaml), BytePath.FromText("pnpm-workspace.yaml"));
}
