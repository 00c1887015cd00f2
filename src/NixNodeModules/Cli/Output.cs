using System.Globalization;
using NixNodeModules.Copy;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>What a run says: the report on standard output, the same for the same source; all else on standard error.</summary>
internal static class Output
{
    /// <summary>
    /// Writes the report in the form that was asked for. The export is done by then, so a standard output that cannot be written to is a
    /// warning and no failure.
    /// </summary>
    public static void Write(ExportReport report, ExportOptions options) =>
        Write(
            options.Format == ReportFormat.Json ? stream => JsonReport.Write(stream, report) : null,
            writer => TextReport.Write(Page.OnOutput(writer, options.Verbose), report, options.Place())
        );

    /// <summary>The same for a check; what it found is told by the exit code as well.</summary>
    public static void Write(VerifyReport report, VerifyOptions options) =>
        Write(
            options.Format switch
            {
                VerifyFormat.Json => report.WriteJson,
                VerifyFormat.Sarif => stream => SarifReport.Write(stream, report.Tree, report.Findings),
                _ => null,
            },
            options.Format == VerifyFormat.GitHub
                ? report.WriteGitHub
                : writer => report.WriteText(Page.OnOutput(writer, options.Verbose))
        );

    /// <summary>Prints a text that is all that was asked for.</summary>
    public static ExitCode Print(string text)
    {
        Write(bytes: null, writer => writer.Write(text));
        return ExitCode.Done;
    }

    /// <summary>Writes a report for programs that is all that was asked for.</summary>
    public static ExitCode Write(Action<Stream> report)
    {
        Write(report, _ => { });
        return ExitCode.Done;
    }

    /// <summary>Writes a report for people that is all that was asked for.</summary>
    public static ExitCode Write(Action<Page> report, bool isWhole)
    {
        Write(bytes: null, writer => report(Page.OnOutput(writer, isWhole)));
        return ExitCode.Done;
    }

    private static void Write(Action<Stream>? bytes, Action<TextWriter> text)
    {
        try
        {
            using var output = Console.OpenStandardOutput();
            if (bytes is not null)
            {
                bytes(output);
                return;
            }

            using var writer = new StreamWriter(output) { NewLine = "\n" };
            text(writer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Warn($"the report could not be written to standard output: {exception.Message}");
        }
    }

    /// <summary>Says how fast the copy was; a clock's word, and so not part of the report.</summary>
    public static void SayPace(CopyProgress progress, TimeSpan took, Transfer transfer) =>
        StandardError.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Made(progress, transfer == Transfer.Move ? "moved" : "linked")}, {TextReport.Size(progress.Bytes)} in {took.TotalSeconds:0.00} s ({TextReport.Size((long)(progress.Bytes / took.TotalSeconds))}/s)\n"
            )
        );

    private static string Made(CopyProgress progress, string linked) =>
        progress.Linked == 0 ? $"copied {progress.Files} files"
        : progress.Linked == progress.Files ? $"{linked} {progress.Linked} files"
        : $"{linked} {progress.Linked} files and copied {progress.Files - progress.Linked}";

    /// <summary>Says what somebody should look after; the run goes on.</summary>
    public static void Warn(string warning) => StandardError.Write($"{Colour.Yellow("warning:", Colour.IsOnError)} {warning}\n");

    /// <summary>Says why the run ends and what to do.</summary>
    public static ExitCode Fail(Failure failure)
    {
        StandardError.Write($"{Colour.Red("error:", Colour.IsOnError)} {failure.Message}\n");
        StandardError.Write($"{Colour.Bold("next:", Colour.IsOnError)} {failure.Next}\n");
        return failure.Code;
    }
}
