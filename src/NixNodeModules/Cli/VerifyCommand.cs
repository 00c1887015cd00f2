using System.CommandLine;
using NixNodeModules.Paths;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>The command <c>verify</c>: its options and how they are read.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Tree = new("DIR") { Description = "The tree: any directory." };

    private static readonly Option<string[]> Forbid = new("--forbid")
    {
        HelpName = "PREFIX",
        Description =
            "No file and no link may hold these bytes, such as the path of the build directory; may be given several times.",
    };

    private static readonly Option<string[]> Allow = new("--allow")
    {
        HelpName = "PREFIX",
        Description =
            "Links may lead outside the tree to what is below this directory, such as Nix's store; may be given several times.",
    };

    private static readonly Option<bool> Dependencies = new("--dependencies")
    {
        Description =
            "Each package of the workspace, and what these reach, has to find its `dependencies` in the tree as Node does.",
    };

    private static readonly Option<string[]> Optional = new("--optional")
    {
        HelpName = "NAME",
        Description =
            "With --dependencies: this one may be absent, such as one that the workspace's overrides take away; may be given several times.",
    };

    private static readonly ChoiceOption<VerifyFormat> Format = new(
        "--format",
        "The report on standard output.",
        new("text", VerifyFormat.Text, "for people"),
        new("json", VerifyFormat.Json, "for programs; docs/report.md describes it"),
        new("sarif", VerifyFormat.Sarif, "for code scanning services (SARIF 2.1.0)"),
        new("github", VerifyFormat.GitHub, "annotations of a GitHub workflow")
    );

    /// <summary>The command; its action gives the exit code.</summary>
    public static Command Make()
    {
        var command = new Command("verify", "Check that a tree needs nothing but itself.")
        {
            Tree,
            Forbid,
            Allow,
            Dependencies,
            Optional,
            Format,
        };
        SharedOptions.AddTo(command);
        SharedOptions.RefuseUnknownOption(command, Tree, given => $"A directory of that name is ./{given}.");
        Tree.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }, ..])
            {
                result.AddError("DIR is empty. Is the variable set that it was to come from?");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(Optional) is not null && !result.GetValue(Dependencies))
            {
                result.AddError("--optional says something only together with --dependencies.");
            }
        });
        command.SetAction(parsed => (int)Verification.Run(Read(parsed)));
        return command;
    }

    private static VerifyOptions Read(ParseResult parsed) =>
        new()
        {
            Tree = BytePath.FromArgument(parsed.GetRequiredValue(Tree)),
            Forbid = Paths(parsed, Forbid),
            Allow = Paths(parsed, Allow),
            Dependencies = parsed.GetValue(Dependencies),
            Optional = parsed.GetValue(Optional) ?? [],
            Format = Format.Read(parsed),
            Report = parsed.GetValue(SharedOptions.ReportFile),
            Jobs = SharedOptions.ReadJobs(parsed),
            Quiet = parsed.GetValue(SharedOptions.Quiet),
            Verbose = parsed.GetValue(SharedOptions.Verbose),
        };

    private static List<BytePath> Paths(ParseResult parsed, Option<string[]> option) =>
        [
            .. (parsed.GetValue(option) ?? []).Select(text =>
                text.Length > 0
                    ? BytePath.FromArgument(text)
                    : throw new Failure(
                        ExitCode.Usage,
                        $"{option.Name} cannot be empty",
                        "Give a path; is the variable set that it was to come from?"
                    )
            ),
        ];
}
