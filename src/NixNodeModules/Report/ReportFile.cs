using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Report;

/// <summary>
/// The file that takes the JSON report. It is written beside its place before the output is published, so that a report that cannot be
/// written ends a run that has left nothing yet, and takes its place afterwards. A link, a pipe or a device is never replaced: it is
/// written to when the output is there. Disposing removes what was not kept.
/// </summary>
internal sealed class ReportFile : IDisposable
{
    private readonly string path;
    private readonly string option;
    private readonly bool isReplaced;
    private string? unfinished;
    private byte[] content = [];

    private ReportFile(string path, string option)
    {
        this.path = path;
        this.option = option;
        Place = BytePath.FromArgument(path);
        if (Place.IsEmpty)
        {
            throw new Failure(ExitCode.Usage, "cannot write the report: its path is empty", $"Give a file as {option}.");
        }

        isReplaced =
            !FileSystem.TryStatName(Libc.AT_FDCWD, FileSystem.Terminated(Place.Span), out var status)
            || status.Kind == FileKind.File;
    }

    /// <summary>The path, as given.</summary>
    public BytePath Place { get; }

    /// <summary>
    /// Makes sure, without writing anything (the workspace has not been read yet, and this may be a place in it), that a report can be
    /// written, which <paramref name="option"/> asked for; throws a failure (exit code 1) where it cannot.
    /// </summary>
    public static ReportFile Open(string path, string option = "--report")
    {
        var file = new ReportFile(path, option);
        if (Directory.Exists(path))
        {
            // Else this would be found out only when the output is there already.
            throw file.Failure("it is a directory");
        }

        var directory = file.Place.Parent is { IsEmpty: false } parent ? parent : BytePath.FromText(".");
        if (file.isReplaced && FileSystem.TryAccess(directory, Libc.W_OK | Libc.X_OK) is var errno and not 0)
        {
            throw file.Failure(System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno));
        }

        return file;
    }

    /// <summary>Writes what <paramref name="report"/> writes.</summary>
    public void Write(Action<Stream> report) =>
        Try(() =>
        {
            using var text = new MemoryStream();
            report(text);
            content = text.ToArray();
            if (isReplaced)
            {
                unfinished = $"{path}.nnm-{FileSystem.Random():x16}";
                File.WriteAllBytes(unfinished, content);
            }
        });

    /// <summary>Lets the report appear in its place.</summary>
    public void Keep() =>
        Try(() =>
        {
            if (unfinished is not null)
            {
                File.Move(unfinished, path, overwrite: true);
                unfinished = null;
                return;
            }

            using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
            output.Write(content);
        });

    public void Dispose()
    {
        if (unfinished is not null)
        {
            File.Delete(unfinished);
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // .NET's messages have the path in them, as it is.
            throw Failure(Escaped.Text(exception.Message));
        }
    }

    private Failure Failure(string why) =>
        new(
            ExitCode.Failed,
            $"cannot write the report {Escaped.Text(path)}: {why}",
            $"Choose a path for {option} in a directory that exists and can be written to."
        );
}
