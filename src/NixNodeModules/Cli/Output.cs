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
    public static void WriteReport(ExportReport report, ExportOptions options)
    {
        try
        {
            using var output = Console.OpenStandardOutput();
            if (options.Format == ReportFormat.Json)
            {
                JsonReport.Write(output, report);
                return;
            }

            using var writer = new StreamWriter(output) { NewLine = "\n" };
            TextReport.Write(writer, report, options.Out);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Warn($"the report could not be written to standard output: {exception.Message}");
        }
    }

    /// <summary>Says how fast the copy was; a clock's word, and so not part of the report.</summary>
    public static void SayPace(CopyProgress progress, TimeSpan took) =>
        StandardError.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Made(progress)}, {TextReport.Size(progress.Bytes)} in {took.TotalSeconds:0.00} s ({TextReport.Size((long)(progress.Bytes / took.TotalSeconds))}/s)\n"
            )
        );

    private static string Made(CopyProgress progress) =>
        progress.Linked == 0 ? $"copied {progress.Files} files"
        : progress.Linked == progress.Files ? $"linked {progress.Linked} files"
        : $"linked {progress.Linked} files and copied {progress.Files - progress.Linked}";

    /// <summary>Says what somebody should look after; the run goes on.</summary>
    public static void Warn(string warning) => StandardError.Write($"warning: {warning}\n");

    /// <summary>Says why the run ends and what to do.</summary>
    public static ExitCode Fail(Failure failure)
    {
        StandardError.Write($"error: {failure.Message}\n");
        StandardError.Write($"next: {failure.Next}\n");
        return failure.Code;
    }
}
