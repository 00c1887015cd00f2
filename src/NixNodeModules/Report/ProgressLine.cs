using System.Globalization;
using NixNodeModules.Copy;
using NixNodeModules.Scan;

namespace NixNodeModules.Report;

/// <summary>Shows on standard error how far a copy has come, from a thread of its own: a live line on a terminal, else a line a second.</summary>
internal sealed class ProgressLine : IDisposable
{
    private readonly CopyProgress progress;
    private readonly Totals totals;
    private readonly bool isLive;
    private readonly ManualResetEventSlim done = new();
    private readonly Thread? thread;

    private ProgressLine(CopyProgress progress, Totals totals, bool isLive)
    {
        this.progress = progress;
        this.totals = totals;
        this.isLive = isLive;
        try
        {
            var shower = new Thread(Show) { IsBackground = true };
            shower.Start();
            thread = shower;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // Where no thread can be had, none is spent on this.
        }
    }

    /// <summary>Begins to show a copy's progress; null where it is not to be shown.</summary>
    public static ProgressLine? Start(ProgressDisplay display, CopyProgress progress, Totals totals) =>
        display == ProgressDisplay.Never || (display == ProgressDisplay.Auto && Console.IsErrorRedirected)
            ? null
            : new(progress, totals, isLive: !Console.IsErrorRedirected);

    /// <summary>Takes the live line away.</summary>
    public void Dispose()
    {
        done.Set();
        thread?.Join();
        done.Dispose();
    }

    private void Show()
    {
        var hasLine = false;
        while (!done.Wait(isLive ? 100 : 1000))
        {
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"copying {progress.Files}/{totals.Files} files, {TextReport.Size(progress.Bytes)} of {TextReport.Size(totals.Bytes)}"
            );
            StandardError.Write(isLive ? $"\r\x1b[K{line}" : line + "\n");
            hasLine = isLive;
        }

        if (hasLine)
        {
            StandardError.Write("\r\x1b[K");
        }
    }
}
