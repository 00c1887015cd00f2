using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using NixNodeModules.Cli;
using Xunit;

namespace NixNodeModules.Tests.Cli;

public sealed class OptionsTests
{
    private static readonly Command Export = ExportCommand.Make();

    [Fact]
    public void Each_option_is_a_member_of_the_record_and_each_member_an_option() =>
        Assert.Equal(
            typeof(ExportOptions)
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(member => member.Name.ToUpperInvariant())
                .Order(StringComparer.Ordinal),
            OptionNames()
                .Select(name => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant())
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Help_tells_of_each_option_and_each_word_that_it_takes()
    {
        var help = new StringWriter();
        new RootCommand { Export }
            .Parse(["export", "--help"])
            .Invoke(new() { Output = help });
        Assert.All(OptionNames(), name => Assert.Contains($"  {name} ", help + " ", StringComparison.Ordinal));
        Assert.All(Export.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name));
        Assert.All(Words(), choice => Assert.Contains($"{choice.Word}: ", help.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_in_the_README_has_each_option_with_its_words_and_no_other()
    {
        var readme = Path.Combine(Repository.Top, "README.md");
        Assert.SkipUnless(File.Exists(readme), "there is no README.md");
        var rows = File.ReadLines(readme)
            .Select(line =>
                Regex.Match(line, @"^\| `(?<name>--[a-z-]+)[^`]*` \|(?<rest>.*)$", RegexOptions.None, TimeSpan.FromSeconds(1))
            )
            .Where(match => match.Success)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["rest"].Value);
        Assert.Equal(OptionNames().Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));

        // The modes have a section of their own.
        var text = File.ReadAllText(readme);
        Assert.All(
            Words(),
            choice =>
                Assert.Contains(
                    $"`{choice.Word}`",
                    choice.Option == "--mode" ? text : rows[choice.Option],
                    StringComparison.Ordinal
                )
        );
    }

    [Theory]
    [InlineData(
        "--mode",
        "inline",
        "--mode cannot be 'inline'; it is one of: materialize-workspace, inline-workspace, strip-workspace, allow-broken."
    )]
    [InlineData("--external", "copy", "--external cannot be 'copy'")]
    [InlineData("--dangling", "", "--dangling cannot be ''")]
    [InlineData("--format", "\u001b[31m", @"--format cannot be '\x1b[31m'")]
    [InlineData("--progress", "Auto", "--progress cannot be 'Auto'")]
    [InlineData("--jobs", "0", "1 to 1024")]
    [InlineData("--jobs", "1025", "1 to 1024")]
    [InlineData("--jobs", "many", "it is a number of threads from 1 to 1024.")]
    public void A_wrong_word_is_told_with_the_right_ones(string option, string word, string expected)
    {
        var parsed = new RootCommand { Export }.Parse(["export", "--out", "x", option, word]);
        var failure = UsageFailure.From(parsed);
        Assert.NotEmpty(parsed.Errors);
        Assert.Equal(ExitCode.Usage, failure.Code);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', failure.Message);
    }

    private static IEnumerable<string> OptionNames() =>
        Export
            .Options.Select(option => option.Name)
            .Where(name => name.StartsWith("--", StringComparison.Ordinal) && name != "--help");

    private static IEnumerable<(string Option, string Word)> Words() =>
        from option in Export.Options
        where option.HelpName?.Contains('|', StringComparison.Ordinal) == true
        from word in option.HelpName!.Split('|')
        select (option.Name, word);
}
