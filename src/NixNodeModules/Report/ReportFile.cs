using NixNodeModules.Paths;

namespace NixNodeModules.Report;

/// <summary>
/// The file that takes the JSON report. It is written beside its place before the output is published, so that a report that cannot be
/// written ends a run that has left nothing yet, and takes its place afterwards. Disposing removes what was not kept.
/// </summary>
internal sealed class ReportFile : IDisposable
{
    private readonly string path;
    private readonly string unfinished;

    private ReportFile(string path)
    {
        this.path = path;
        unfinished = $"{path}.nnm-{Posix.FileSystem.Random():x16}";
    }

    /// <summary>Makes sure that a report can be written; throws a failure (exit code 1) where it cannot.</summary>
    public static ReportFile Open(string path)
    {
        var file = new ReportFile(path);
        if (Directory.Exists(path))
        {
            // Else this would be found out only when the output is there already.
            throw file.Failure("it is a directory");
        }

        file.Try(() => File.Create(file.unfinished).Dispose());
        return file;
    }

    /// <summary>Writes the report.</summary>
    public void Write(ExportReport report) =>
        Try(() =>
        {
            using var output = File.Create(unfinished);
            JsonReport.Write(output, report);
        });

    /// <summary>Lets the report appear in its place.</summary>
    public void Keep() => Try(() => File.Move(unfinished, path, overwrite: true));

    public void Dispose() => File.Delete(unfinished);

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(exception.Message);
        }
    }

    private Failure Failure(string why) =>
        new(
            ExitCode.Failed,
            $"cannot write the report {Escaped.Text(path)}: {why}",
            "Choose a --report in a directory that exists and can be written to."
        );
}
