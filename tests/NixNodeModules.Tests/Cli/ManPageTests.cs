using System.Diagnostics;
using NixNodeModules.Cli;
using Xunit;

namespace NixNodeModules.Tests.Cli;

public sealed class ManPageTests
{
    private static readonly string File = Path.Combine(Repository.Top, "docs", "nix-node-modules.1");

    /// <summary>With NNM_WRITE=1 in the environment the page is written.</summary>
    [Fact]
    public void The_manual_page_is_up_to_date_with_the_commands()
    {
        var page = ManPage.Of(CommandLine.Make());
        if (Environment.GetEnvironmentVariable("NNM_WRITE") is { Length: > 0 })
        {
            System.IO.File.WriteAllText(File, page);
        }

        Assert.True(
            System.IO.File.Exists(File) && System.IO.File.ReadAllText(File) == page,
            "docs/nix-node-modules.1 is not what the commands make; run this test with NNM_WRITE=1"
        );
    }

    [Fact]
    public void The_manual_page_has_every_option_and_every_example()
    {
        var page = ManPage.Of(CommandLine.Make()).Replace("\\-", "-", StringComparison.Ordinal);
        foreach (var command in CommandLine.Make().Subcommands)
        {
            Assert.All(command.Options, option => Assert.Contains($".BR {option.Name}", page, StringComparison.Ordinal));
            Assert.All(
                HelpWithExamples.Of(command.Name),
                example => Assert.Contains(example.Line, page, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void The_manual_page_has_every_default_that_help_has()
    {
        var help = new StringWriter();
        foreach (var command in CommandLine.Make().Subcommands)
        {
            CommandLine.Make().Parse([command.Name, "--help"]).Invoke(new() { Output = help });
        }

        var defaults = Defaults(help.ToString());
        Assert.NotEqual(0, defaults);
        Assert.Equal(defaults, Defaults(ManPage.Of(CommandLine.Make())));

        static int Defaults(string text) => text.Split("[default:").Length - 1;
    }

    [Fact]
    public void The_manual_page_is_free_of_what_mandoc_warns_of()
    {
        Assert.SkipUnless(System.IO.File.Exists("/usr/bin/mandoc"), "mandoc is not installed");
        using var process = Process.Start(
            new ProcessStartInfo("mandoc", ["-Tlint", "-Wwarning", File])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // A date would be a clock's.
        Assert.Equal([], lines.Where(line => !line.Contains("missing date", StringComparison.Ordinal)));
    }
}
