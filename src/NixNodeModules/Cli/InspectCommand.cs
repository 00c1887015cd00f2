using System.CommandLine;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>The command <c>inspect</c>: its options and how they are read.</summary>
internal static class InspectCommand
{
    private static readonly ChoiceOption<InspectFormat> Format = new(
        "--format",
        "The form of the report.",
        new("text", InspectFormat.Text, "for people"),
        new("json", InspectFormat.Json, "for programs; docs/report.md describes it"),
        new("mermaid", InspectFormat.Mermaid, "a graph of the projects, for Markdown"),
        new("dot", InspectFormat.Dot, "the same, for Graphviz"),
        new("html", InspectFormat.Html, "a page for a browser, in one file")
    );

    private static readonly Option<string?> File = new("--output")
    {
        HelpName = "FILE",
        Description = "Write the report to a file and not to standard output.",
    };

    /// <summary>The command; its action gives the exit code.</summary>
    public static Command Make()
    {
        var command = new Command("inspect", "Show what a workspace holds, and what each mode of export would make of it.")
        {
            SharedOptions.Root,
            Format,
            File,
            SharedOptions.Verbose,
        };
        command.SetAction(parsed =>
            (int)
                InspectionRun.Run(
                    new()
                    {
                        Root = SharedOptions.ReadRoot(parsed),
                        Format = Format.Read(parsed),
                        Output = parsed.GetValue(File),
                        Verbose = parsed.GetValue(SharedOptions.Verbose),
                    }
                )
        );
        return command;
    }
}
