using System.Text.RegularExpressions;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>The command line: help, completion, and words that are not understood.</summary>
public sealed partial class CommandLineTests
{
    private static readonly string[] Commands = ["export", "verify", "inspect", "why", "completion"];

    private static readonly string[] ExportOptions =
    [
        "--root",
        "--out",
        "--layers",
        "--mode",
        "--focus",
        "--prod",
        "--omit",
        "--keep",
        "--files",
        "--include",
        "--exclude",
        "--external",
        "--dangling",
        "--state-files",
        "--mtime",
        "--expect-hash",
        "--forbid-source-path",
        "--replace",
        "--transfer",
        "--jobs",
        "--dry-run",
        "--format",
        "--report",
        "--progress",
        "--quiet",
        "--verbose",
    ];

    private static readonly string[] Words =
    [
        "materialize-workspace",
        "inline-workspace",
        "strip-workspace",
        "allow-broken",
        "refuse",
        "drop",
        "keep",
        "text",
        "json",
        "auto",
        "always",
        "never",
        "preserve",
        "epoch",
    ];

    [Fact]
    public void Help_lists_every_command()
    {
        var help = Binary.Run("--help").Ended(0);
        Assert.Empty(help.Error);
        Assert.All(Commands, command => Assert.Matches($@"(?m)^  {command} ", help.Output));
    }

    [Fact]
    public void Help_of_export_lists_every_option_and_every_word()
    {
        var help = Binary.Run("export", "--help").Ended(0).Output;
        Assert.All(ExportOptions, option => Assert.Matches($@"(?m)^  {option}\b", help));
        Assert.All(Words, word => Assert.Contains(word, help, StringComparison.Ordinal));
        Assert.All(
            ["[default: materialize-workspace]", "[default: refuse]", "[default: text]", "[default: auto]"],
            word => Assert.Contains(word, help, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Help_lists_no_option_that_these_tests_do_not_know()
    {
        var listed = OptionInHelp().Matches(Binary.Run("export", "--help").Output).Select(match => match.Groups["option"].Value);
        Assert.Empty(listed.Except([.. ExportOptions, "--help"], StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[suggest:0]", "", "export")]
    [InlineData("[suggest:2]", "ex", "export")]
    [InlineData("[suggest:7]", "export ", "--mode")]
    [InlineData("[suggest:10]", "export --d", "--dangling")]
    [InlineData("[suggest:14]", "export --mode ", "strip-workspace")]
    [InlineData("[suggest:18]", "export --dangling ", "drop")]
    public void A_shell_can_complete_words(string directive, string line, string word) =>
        Assert.Contains(word, Binary.Run(directive, line).Ended(0).Output.Split('\n'), StringComparer.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("exprot")]
    [InlineData("--nonsense")]
    [InlineData("export")]
    public void A_command_line_that_is_none_gets_help_named(string arguments)
    {
        var outcome = Binary.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Ended(2).ExplainsItself();
        Assert.Empty(outcome.Output);
        outcome.Says("--help");
    }

    [Theory]
    [InlineData("--mode", "copy", "materialize-workspace, inline-workspace, strip-workspace, allow-broken")]
    [InlineData("--mode", "Strip-Workspace", "materialize-workspace, inline-workspace, strip-workspace, allow-broken")]
    [InlineData("--external", "drop", "refuse, vendor, keep")]
    [InlineData("--dangling", "", "refuse, drop, keep")]
    [InlineData("--format", "yaml", "text, json")]
    [InlineData("--progress", "sometimes", "auto, always, never")]
    [InlineData("--jobs", "0", "from 1 to 1024")]
    [InlineData("--jobs", "-1", "from 1 to 1024")]
    [InlineData("--jobs", "1025", "from 1 to 1024")]
    [InlineData("--jobs", "many", "from 1 to 1024")]
    [InlineData("--jobs", "1.5", "from 1 to 1024")]
    [InlineData("--jobs", "99999999999999999999", "from 1 to 1024")]
    [InlineData("--nonsense", "x", "--nonsense")]
    [InlineData("--mode", "\u001b[31m\n", "\\x1b[31m\\n")]
    public void A_value_that_is_not_understood_is_refused_with_those_that_are(string option, string value, string hint)
    {
        using var site = Site.WithWorkspace();
        site.Refuses(2, option, value).Says(hint);
    }

    [Theory]
    [InlineData("exprot", "Did you mean export?")]
    [InlineData("export --out x --dry", "Did you mean --dry-run?")]
    [InlineData("export --out x --mode strip", "Did you mean strip-workspace?")]
    [InlineData("verify --verbos", "Did you mean --verbose?")]
    [InlineData("verify . --format jsn", "Did you mean json?")]
    [InlineData("why --pord ms", "'--pord' is no option. Did you mean --prod?")]
    [InlineData("why", "NAME is missing")]
    [InlineData("verify", "DIR is missing")]
    [InlineData("inspect ../repo", "The workspace is given as '--root ../repo'.")]
    [InlineData("why ms debug", "It takes one NAME.")]
    [InlineData("help", "It takes one of: export, verify, inspect, why, completion.")]
    [InlineData("completion powershell", "It takes one of: bash, zsh, fish.")]
    [InlineData("verify --root .", "verify takes the directory itself")]
    [InlineData("verify . --deps", "Did you mean --dependencies?")]
    [InlineData("verify --deps .", "Did you mean --dependencies?")]
    [InlineData("verify ", "DIR is empty.")]
    [InlineData("verify . --allow ", "--allow cannot be empty")]
    [InlineData("why ", "NAME is empty.")]
    [InlineData("why ms ..", "The workspace is given as '--root ..'.")]
    public void A_mistyped_word_is_answered_with_the_one_that_was_meant(string arguments, string expected) =>
        Binary.Run(arguments.Split(' ')).Ended(2).ExplainsItself().Says(expected);

    [Theory, InlineData("export"), InlineData("verify"), InlineData("completion")]
    public void Help_ends_with_examples(string command) =>
        Assert.Contains($"\nExamples:\n", Binary.Run(command, "--help").Ended(0).Output, StringComparison.Ordinal);

    [Fact]
    public void The_examples_of_help_work()
    {
        using var site = Site.WithWorkspace()
            .File("package.json", """{ "name": "root", "dependencies": { "@repo/api": "workspace:*" } }""")
            .File(
                "packages/api/package.json",
                """{ "name": "@repo/api", "dependencies": { "left-pad": "1", "@types/a": "1" } }"""
            )
            .Link("node_modules/@repo/api", "../../packages/api");
        foreach (var (name, store) in ((string, string)[])[("left-pad", "left-pad"), ("@types/a", "@types+a"), ("ms", "ms")])
        {
            var entry = $".pnpm/{store}@{(name == "ms" ? "2.1.3" : "1.0.0")}/node_modules/{name}";
            site.File($"node_modules/{entry}/package.json", $$"""{ "name": "{{name}}" }""");
            site.Link($"packages/api/node_modules/{name}", $"../../../{(name[0] == '@' ? "../" : "")}node_modules/{entry}");
        }

        var run = 0;
        foreach (var command in (string[])["export", "verify", "inspect", "why"])
        {
            var help = Binary.Run(command, "--help").Ended(0).Output;
            foreach (var line in help[help.IndexOf("\nExamples:\n", StringComparison.Ordinal)..].Split('\n'))
            {
                if (line.StartsWith("    nix-node-modules ", StringComparison.Ordinal))
                {
                    RunExample(site, line.Trim());
                    run++;
                }
            }
        }

        Assert.InRange(run, 10, 40);
    }

    // Beside the workspace each export has a place of its own; dot draws elsewhere (InspectTests).
    private static void RunExample(Site site, string line)
    {
        Kernel.MakeDirectories($"{site.Repo}/out");
        Tool.Try(
                "bash",
                [
                    "-c",
                    line.Replace("--out /out", "--out ../docker-out", StringComparison.Ordinal)
                        .Replace("../out --dry-run", "../planned --dry-run", StringComparison.Ordinal)
                        .Replace("| dot -Tsvg", "| cat", StringComparison.Ordinal),
                ],
                [
                    KeyValuePair.Create(
                        "PATH",
                        $"{Path.GetDirectoryName(Binary.Path)}:{Environment.GetEnvironmentVariable("PATH")}"
                    ),
                    KeyValuePair.Create("out", $"{site.Top}/nix-out"),
                ],
                site.Repo
            )
            .Ended(0);
    }

    [Fact]
    public void Colours_are_for_those_who_ask_for_them_where_there_is_no_terminal()
    {
        using var site = Site.Empty();
        Kernel.MakeLink("no", $"{site.Top}/gone");
        Assert.DoesNotContain('\x1b', string.Concat(Run("CLICOLOR_FORCE=0")));
        Assert.DoesNotContain('\x1b', string.Concat(Run("CLICOLOR_FORCE=1", "NO_COLOR=1")));
        Assert.All(Run("CLICOLOR_FORCE=1"), stream => Assert.Contains('\x1b', stream));

        string[] Run(params string[] set)
        {
            var outcome = Tool.Try("env", [.. set, Binary.Path, "verify", site.Top], environment: null, directory: null).Ended(3);
            return [outcome.Output, outcome.Error];
        }
    }

    [Fact]
    public void An_option_given_twice_is_refused()
    {
        using var site = Site.WithWorkspace();
        site.Refuses(2, "--mode", "strip-workspace", "--mode", "allow-broken").Says("--mode");
        site.Refuses(2, "--out", $"{site.Top}/second").Says("--out");
    }

    [Fact]
    public void Words_that_belong_to_nothing_are_refused()
    {
        using var site = Site.WithWorkspace();
        site.Refuses(2, "stray").Says("stray");
    }

    [Theory, InlineData(""), InlineData("no/.."), InlineData("no/.")]
    public void An_output_that_is_no_path_is_refused(string output) =>
        Binary.Run("export", "--root", "/", "--out", output).Ended(2).ExplainsItself();

    [Fact]
    public void An_empty_report_is_no_path()
    {
        using var site = Site.WithWorkspace();
        site.Refuses(2, "--report", "").Says("--report");
    }

    [Fact]
    public void A_path_that_begins_with_an_at_sign_is_a_path()
    {
        using var site = Site.WithWorkspace();
        Directory.Move(site.Repo, $"{site.Top}/@r");
        Kernel.WriteFile($"{site.Top}/r", "--nonsense\n");
        Tool.Try(Binary.Path, ["export", "--root", "@r", "--out", "out"], environment: null, site.Top).Ended(0);
    }

    [Fact]
    public void The_root_is_the_working_directory_unless_given()
    {
        using var site = Site.WithWorkspace();
        Tool.Try(Binary.Path, ["export", "--out", "../out"], environment: null, site.Repo).Ended(0);
        SameResolutions.Check(site.Repo, site.Out);
    }

    [Theory, InlineData("out/"), InlineData("./out"), InlineData("repo/../out//")]
    public void Paths_may_be_written_as_people_write_them(string output)
    {
        using var site = Site.WithWorkspace();
        Tool.Try(Binary.Path, ["export", "--root", "repo/", "--out", output], environment: null, site.Top).Ended(0);
        SameResolutions.Check(site.Repo, site.Out);
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
    }

    [Fact]
    public void A_word_that_starts_like_a_scoped_package_is_no_response_file() =>
        Binary.Run("export", "--root", "@scope/name", "--out", "out").Ended(2).Says("@scope/name: there is no such directory");

    [GeneratedRegex(
        "^  (?<option>--[a-z-]+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OptionInHelp();
}
