using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>--progress: on standard error and nowhere else.</summary>
public sealed class ProgressTests
{
    [Theory, InlineData("auto"), InlineData("always"), InlineData("never")]
    public void Progress_is_never_part_of_the_report(string progress)
    {
        using var site = Site.WithWorkspace();
        var plain = site.Exports();
        ScratchSpace.Remove(site.Out);
        Assert.Equal(plain.Output, site.Exports("--progress", progress).Output);
    }

    [Theory, InlineData("auto"), InlineData("never")]
    public void A_log_gets_no_progress(string progress)
    {
        using var site = Site.WithWorkspace();
        var error = SlowExport(site, progress).Ended(0).Error;
        Assert.DoesNotContain("copying ", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', error);
    }

    [Fact]
    public void A_log_gets_lines_of_progress_on_request()
    {
        using var site = Site.WithWorkspace();
        var outcome = SlowExport(site, "always").Ended(0);
        Assert.Contains(outcome.Error.Split('\n'), line => line.StartsWith("copying ", StringComparison.Ordinal));
        Assert.DoesNotContain("copying ", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', outcome.Error);
        Assert.DoesNotContain('\r', outcome.Error);
    }

    // A copy that lasts longer than a second, however fast the machine is.
    private static Outcome SlowExport(Site site, string progress)
    {
        var (program, arguments) = Strace.Export(site, "symlinkat:delay_enter=1200000", "/dev/null");
        return Tool.Try(program, [.. arguments, "--progress", progress], environment: null, directory: null);
    }
}
