using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Systems that refuse a call, interrupt it, or give less than others do: the output is the same.</summary>
public sealed class LimitedSystemTests
{
    [Theory]
    [InlineData("linkat:error=EMLINK")]
    [InlineData("linkat:error=EPERM")]
    [InlineData("linkat:error=EXDEV")]
    [InlineData("getdents64:error=EINTR:when=1+2")]
    [InlineData("openat:error=EINTR:when=1+2")]
    [InlineData("getrandom:error=ENOSYS")]
    [InlineData("openat2:error=ENOSYS")]
    [InlineData("openat2:error=EPERM")]
    [InlineData("openat2:error=EINVAL")]
    [InlineData("fremovexattr:error=EOPNOTSUPP")]
    public void A_call_that_is_refused_or_interrupted_makes_no_difference(string fault)
    {
        using var site = WithFurtherNames();
        site.Exports();
        var plain = TreeSnapshot.Of(site.Out);
        ScratchSpace.Remove(site.Out);

        var (outcome, wasInjected) = Strace.RunExport(site, fault);
        Assert.True(wasInjected);
        outcome.Ended(0);
        Assert.Equal([], plain.DifferencesTo(TreeSnapshot.Of(site.Out)));
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
    }

    [Fact]
    public void Threads_that_cannot_be_had_are_done_without()
    {
        using var site = WithFurtherNames();
        var log = Path.Combine(ScratchSpace.MakeDirectory("strace"), "log");

        // The first two are the runtime's own: for finalizers and for signals.
        var (program, arguments) = Strace.Export(site, "clone3:error=EAGAIN:when=3+", log);
        Tool.Try(program, [.. arguments[..^1], "8", "--progress", "always"], environment: null, directory: null).Ended(0);
        Assert.Contains("(INJECTED)", File.ReadAllText(log), StringComparison.Ordinal);
        SameResolutions.Check(site.Repo, site.Out);
    }

    [Fact]
    public void Directories_above_need_not_be_readable()
    {
        using var site = Site.Empty();
        var home = $"{site.Top}/home";
        var inner = Site.At($"{home}/inner");
        inner.AddWorkspace();
        Kernel.MakeDirectories($"{home}/drop");
        using var someone = Unprivileged.In(site);
        Tool.Run("chown", "0:0", home, $"{home}/drop");
        Kernel.SetMode(home, "0711");
        Kernel.SetMode($"{home}/drop", "0733");
        someone.Run("export", "--root", inner.Repo, "--out", $"{home}/drop/out").Ended(0);
        SameResolutions.Check(inner.Repo, $"{home}/drop/out");
        Assert.Equal(["out"], Kernel.List($"{home}/drop"));
    }

    [Fact]
    public void A_root_whose_path_is_too_long_is_no_change_of_the_source()
    {
        using var site = Site.WithWorkspace();
        const string script = """
            set -e
            cd "$1"
            name=$(printf '%0200d' 0)
            for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do mkdir "$name"; cd -P "$name"; done
            cp -a "$1/repo/." .
            "$0" export --root . --out "$1/out"
            """;
        Tool.Try("bash", ["-c", script, Binary.Path, site.Top], environment: null, directory: null)
            .Ended(1)
            .ExplainsItself()
            .Says("ENAMETOOLONG");
        Tool.Run("bash", "-c", "cd \"$0\" && rm -rf 000*", site.Top);
        Assert.Equal(["repo"], Kernel.List(site.Top));
    }

    [Theory, InlineData("INT", 130), InlineData("TERM", 143), InlineData("HUP", 129)]
    public void A_signal_is_heard_in_the_middle_of_a_directory(string signal, int code)
    {
        using var site = Site.WithWorkspace();
        for (var i = 0; i < 3000; i++)
        {
            site.File($"node_modules/many/{i}", "");
        }

        var log = Path.Combine(ScratchSpace.MakeDirectory("strace"), "log");
        var (program, arguments) = Strace.Export(site, $"utimensat:signal={signal}:when=1", log);
        Tool.Try(program, arguments, environment: null, directory: null)
            .Ended(code)
            .ExplainsItself()
            .Says($"ended by signal {code - 128}");
        Assert.InRange(File.ReadLines(log).Count(line => line.Contains("utimensat(", StringComparison.Ordinal)), 1, 2999);
        Assert.Equal(["repo"], Kernel.List(site.Top));
    }

    private static Site WithFurtherNames()
    {
        var site = Site.WithWorkspace().File("node_modules/a/f", "shared\n").Directory("node_modules/b");
        Tool.Run("ln", site.PathOf("node_modules/a/f"), site.PathOf("node_modules/b/g"));
        Tool.Run("ln", site.PathOf("node_modules/a/f"), site.PathOf("node_modules/b/h"));
        return site;
    }
}
