using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using NixNodeModules.Cli;
using Xunit;

namespace NixNodeModules.Tests.Cli;

public sealed class OptionsTests
{
    private static readonly Dictionary<string, (Command Command, Type Options)> Commands = new(StringComparer.Ordinal)
    {
        ["export"] = (ExportCommand.Make(), typeof(ExportOptions)),
        ["verify"] = (VerifyCommand.Make(), typeof(VerifyOptions)),
        ["inspect"] = (InspectCommand.Make(), typeof(InspectOptions)),
        ["why"] = (WhyCommand.Make(), typeof(WhyOptions)),
    };

    [Theory, InlineData("export"), InlineData("verify"), InlineData("inspect"), InlineData("why")]
    public void Each_option_or_argument_is_a_member_of_the_record_and_each_member_one_of_those(string name) =>
        Assert.Equal(
            Commands[name]
                .Options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(member => member.Name.ToUpperInvariant())
                .Order(StringComparer.Ordinal),
            OptionNames(name)
                .Select(option => option.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant())
                .Concat(Commands[name].Command.Arguments.Select(one => one.Name == "DIR" ? "TREE" : one.Name))
                .Order(StringComparer.Ordinal)
        );

    [Theory, InlineData("export"), InlineData("verify"), InlineData("inspect"), InlineData("why")]
    public void Help_tells_of_each_option_and_each_word_that_it_takes(string name)
    {
        var help = new StringWriter();
        new RootCommand { Commands[name].Command }
            .Parse([name, "--help"])
            .Invoke(new() { Output = help });
        Assert.All(OptionNames(name), option => Assert.Contains($"  {option} ", help + " ", StringComparison.Ordinal));
        Assert.All(Commands[name].Command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name));
        Assert.All(Words(name), choice => Assert.Contains($"{choice.Word}: ", help.ToString(), StringComparison.Ordinal));
    }

    [Theory, InlineData("export"), InlineData("verify"), InlineData("inspect"), InlineData("why")]
    public void The_table_in_the_README_has_each_option_with_its_words_and_no_other(string name)
    {
        var readme = Path.Combine(Repository.Top, "README.md");
        Assert.SkipUnless(File.Exists(readme), "there is no README.md");
        var section = File.ReadLines(readme)
            .SkipWhile(line => line != $"## {name}")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .ToList();
        var rows = section
            .Select(line =>
                Regex.Match(line, @"^\| `(?<name>--[a-z-]+)[^`]*` \|(?<rest>.*)$", RegexOptions.None, TimeSpan.FromSeconds(1))
            )
            .Where(match => match.Success)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["rest"].Value);
        Assert.Equal(OptionNames(name).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));

        // The modes have a table of their own.
        var text = string.Join('\n', section);
        Assert.All(
            Words(name),
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
    [InlineData("--expect-hash", "sha256-abc", "--expect-hash cannot be 'sha256-abc'; it is sha256- and 44 characters of base64")]
    [InlineData("--expect-hash", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "it is sha256- and")]
    [InlineData("--jobs", "0", "1 to 1024")]
    [InlineData("--jobs", "1025", "1 to 1024")]
    [InlineData("--jobs", "many", "it is a number of threads from 1 to 1024.")]
    public void A_wrong_word_is_told_with_the_right_ones(string option, string word, string expected)
    {
        var parsed = new RootCommand { Commands["export"].Command }.Parse(["export", "--out", "x", option, word]);
        var failure = UsageFailure.From(parsed);
        Assert.NotEmpty(parsed.Errors);
        Assert.Equal(ExitCode.Usage, failure.Code);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', failure.Message);
    }

    private static IEnumerable<string> OptionNames(string command) =>
        Commands[command]
            .Command.Options.Select(option => option.Name)
            .Where(name => name.StartsWith("--", StringComparison.Ordinal) && name != "--help");

    private static IEnumerable<(string Option, string Word)> Words(string command) =>
        from option in Commands[command].Command.Options
        where option.HelpName?.Contains('|', StringComparison.Ordinal) == true
        from word in option.HelpName!.Split('|')
        select (option.Name, word);
}
