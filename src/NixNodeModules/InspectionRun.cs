using NixNodeModules.Cli;
using NixNodeModules.Inspect;
using NixNodeModules.Report;

namespace NixNodeModules;

/// <summary>The command <c>inspect</c>: scan all of the workspace, plan every mode, report.</summary>
internal static class InspectionRun
{
    /// <summary>Inspects a workspace and gives the exit code; throws <see cref="Failure"/> with any other than 0.</summary>
    public static ExitCode Run(InspectOptions options)
    {
        Interruption.Listen();
        using var file = options.Output is { } path ? ReportFile.Open(path, "--output") : null;
        using var root = Source.Hold(options.Root);
        var source = Source.Read(new(root, null), Environment.ProcessorCount);
        var inspection = Inspection.Of(source.Top, source.Projects, source.Outside, source.Follower(), source.Knowledge);
        foreach (var one in Explanation.Warnings(source, inspection.Inventory))
        {
            Output.Warn(one);
        }

        if (file is null)
        {
            return options.Format == InspectFormat.Text
                ? Output.Write(page => InspectReport.WriteText(page, inspection), options.Verbose)
                : Output.Write(stream => Write(stream, inspection, options));
        }

        file.Write(stream => Write(stream, inspection, options));
        file.Keep();
        return ExitCode.Done;
    }

    private static void Write(Stream stream, Inspection inspection, InspectOptions options)
    {
        if (options.Format == InspectFormat.Json)
        {
            InspectReport.WriteJson(stream, inspection);
            return;
        }

        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        switch (options.Format)
        {
            case InspectFormat.Mermaid:
                GraphReport.WriteMermaid(writer, inspection);
                break;
            case InspectFormat.Dot:
                GraphReport.WriteDot(writer, inspection);
                break;
            case InspectFormat.Html:
                HtmlReport.Write(writer, inspection);
                break;
            default:
                InspectReport.WriteText(new(writer, isWhole: options.Verbose), inspection);
                break;
        }
    }
}
