using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>One call of a run fails, at a known file: the run ends with 1, says which call on which path, and leaves everything as it was.</summary>
public sealed class FailingCallTests : IDisposable
{
    private const string Staging = "/.out.nnm-";
    private const string Modules = "/repo/node_modules";

    private readonly Site site = FullSite.Make();

    public void Dispose() => site.Dispose();

    // The call, what is in its line of the trace, which of those, how it fails; then the message: what was done, to which path, by which call.
    [Theory]
    // What is read.
    [InlineData("openat", "/repo>, \"package.json\"", 1, "EIO", "cannot read", "/repo/package.json", "openat")]
    [InlineData("read", "/repo/pnpm-workspace.yaml>", 1, "EIO", "cannot read", "/repo/pnpm-workspace.yaml", "read")]
    [InlineData("statx", "/repo>, \"node_modules\"", 1, "EIO", "cannot look at", Modules, "statx")]
    [InlineData("openat", "/repo/node_modules>, \"many\"", 1, "EIO", "cannot open the directory", $"{Modules}/many", "openat")]
    [InlineData("getdents64", "/repo/node_modules/many>", 2, "EIO", "cannot read the directory", $"{Modules}/many", "getdents64")]
    [InlineData("statx", "/repo/node_modules/many>, \"1250-", 1, "EIO", "cannot look at", $"{Modules}/many/1250-", "statx")]
    [InlineData("readlinkat", "/repo/node_modules>, \"lib\"", 1, "EIO", "cannot read the link", $"{Modules}/lib", "readlinkat")]
    [InlineData("openat", "/repo/node_modules>, \"big\"", 1, "EIO", "cannot read", $"{Modules}/big", "openat")]
    [InlineData("read", "/repo/node_modules/big>", 2, "EIO", "cannot read", $"{Modules}/big", "read")]
    [InlineData("statx", "/repo/node_modules/big>, \"\"", 2, "EIO", "cannot read", $"{Modules}/big", "statx")]
    // What is written.
    [InlineData("mkdirat", "\".out.nnm-", 1, "EDQUOT", "cannot make a staging directory in", "", "mkdirat")]
    [InlineData(
        "mkdirat",
        $"{Staging}|/node_modules>, \"many\"",
        1,
        "EDQUOT",
        "cannot make the directory",
        "/node_modules/many",
        "mkdirat"
    )]
    [InlineData(
        "openat",
        $"{Staging}|/node_modules>, \"big\", O_WRONLY",
        1,
        "ENOSPC",
        "cannot write",
        "/node_modules/big",
        "openat"
    )]
    [InlineData("write", $"{Staging}|/node_modules/big>", 1, "ENOSPC", "cannot write", "/node_modules/big", "write")]
    [InlineData("write", $"{Staging}|/node_modules/big>", 2, "EDQUOT", "cannot write", "/node_modules/big", "write")]
    [InlineData("write", $"{Staging}|/node_modules/big>", 2, "EIO", "cannot write", "/node_modules/big", "write")]
    [InlineData("utimensat", $"{Staging}|/node_modules/big>", 1, "EIO", "cannot write", "/node_modules/big", "futimens")]
    [InlineData("close", $"{Staging}|/node_modules/big>", 1, "EIO", "cannot write", "/node_modules/big", "close")]
    [InlineData("close", $"{Staging}|/node_modules/big>", 1, "EDQUOT", "cannot write", "/node_modules/big", "close")]
    [InlineData(
        "symlinkat",
        $"{Staging}|/node_modules>, \"lib\"",
        1,
        "ENOSPC",
        "cannot make the link",
        "/node_modules/lib",
        "symlinkat"
    )]
    [InlineData(
        "utimensat",
        $"{Staging}|/node_modules>, \"lib\"",
        1,
        "EIO",
        "cannot set the time of",
        "/node_modules/lib",
        "utimensat"
    )]
    [InlineData(
        "linkat",
        $"{Staging}|\"same\"",
        1,
        "ENOSPC",
        "cannot give a file its further name",
        "/node_modules/same",
        "linkat"
    )]
    [InlineData(
        "getdents64",
        $"{Staging}|/node_modules/many>",
        2,
        "EIO",
        "cannot read the directory",
        "/node_modules/many",
        "getdents64"
    )]
    [InlineData(
        "utimensat",
        $"{Staging}|/node_modules/many>, NULL",
        1,
        "EIO",
        "cannot set the time of",
        "/node_modules/many",
        "futimens"
    )]
    [InlineData("renameat2", "\"out\"", 1, "EIO", "cannot put the output at", "/out", "renameat2")]
    // Shims, which are written anew.
    [InlineData("read", "/repo/node_modules/.bin/tool>", 1, "EIO", "cannot read", $"{Modules}/.bin/tool", "read")]
    [InlineData("write", $"{Staging}|/node_modules/.bin/tool>", 1, "EDQUOT", "cannot write", "/node_modules/.bin/tool", "write")]
    [InlineData("close", $"{Staging}|/node_modules/.bin/tool>", 1, "EIO", "cannot write", "/node_modules/.bin/tool", "close")]
    // What lies outside and is vendored.
    [InlineData("statx", "AT_FDCWD|/beside\"", 1, "EIO", "cannot look at the target of a link", "/beside", "statx")]
    [InlineData("getdents64", "/beside/far>", 1, "EIO", "cannot read the directory", "/beside/far", "getdents64")]
    [InlineData("openat", "/beside/far>, \"index.js\"", 1, "EIO", "cannot read", "/beside/far/index.js", "openat")]
    [InlineData("read", "/beside/far/index.js>", 1, "EIO", "cannot read", "/beside/far/index.js", "read")]
    public void An_export_ends_with_1_and_leaves_nothing(
        string call,
        string where,
        int nth,
        string errno,
        string doing,
        string path,
        string named
    ) => Fails(call, where, nth, errno, ["--transfer", "copy"]).Says(doing, $"{path}", $"({named}: {errno})");

    [Theory]
    [InlineData("openat", $"{Staging}|/node_modules>, \"big\", O_RDONLY", "cannot read back", "/node_modules/big", "openat")]
    [InlineData("read", $"{Staging}|/node_modules/big>", "cannot read back", "/node_modules/big", "read")]
    [InlineData("getdents64", $"{Staging}|/node_modules/many>", "cannot read the directory", "/node_modules/many", "getdents64")]
    public void An_export_with_the_epochs_times_that_cannot_read_its_output_back_leaves_nothing(
        string call,
        string where,
        string doing,
        string path,
        string named
    )
    {
        // The comparison lists each directory first, in two calls and a last one without anything.
        var nth = call == "getdents64" ? 5 : 1;
        Fails(call, where, nth, "EIO", ["--transfer", "copy", "--mtime", "epoch"]).Says(doing, path, $"({named}: EIO)");
    }

    [Theory]
    [InlineData("linkat", $"{Staging}|\"big\"", "EIO", "cannot write", "/node_modules/big", "linkat")]
    [InlineData("statx", $"{Staging}|/node_modules>, \"big\"", "EIO", "cannot write", "/node_modules/big", "statx")]
    public void An_export_by_hard_links_ends_with_1_and_leaves_the_source_as_it_was(
        string call,
        string where,
        string errno,
        string doing,
        string path,
        string named
    ) => Fails(call, where, 1, errno, ["--transfer", "hardlink"]).Says(doing, path, $"({named}: {errno})");

    [Theory]
    [InlineData("openat", "report.json.nnm-", "ENOSPC")]
    [InlineData("openat", "report.json.nnm-", "EACCES")]
    [InlineData("pwrite64", "report.json.nnm-", "ENOSPC")]
    [InlineData("pwrite64", "report.json.nnm-", "EDQUOT")]
    [InlineData("pwrite64", "report.json.nnm-", "EIO")]
    public void A_report_that_cannot_be_written_leaves_neither_it_nor_an_output(string call, string where, string errno) =>
        Fails(call, where, 1, errno, ["--report", $"{site.Top}/report.json"])
            .Says($"cannot write the report {site.Top}/report.json");

    [Theory, InlineData("openat"), InlineData("pwrite64")]
    public void A_report_that_cannot_be_written_is_named_escaped(string call) =>
        Fails(call, "report.json.nnm-", 1, "EIO", ["--report", $"{site.Top}/\u001breport.json"])
            .Says($"cannot write the report {site.Top}/\\x1breport.json");

    // The report's name, and what a replaced tree leaves: the output is there by then.
    [Theory]
    [InlineData("rename", "report.json", "cannot write the report")]
    [InlineData("unlinkat", "AT_REMOVEDIR", "the replaced tree is left at|(unlinkat: EIO)")]
    public void What_fails_after_the_output_is_in_its_place_is_a_warning(string call, string where, string says)
    {
        site.Exports("--external", "vendor");
        var whole = TreeSnapshot.Of(site.Out);
        Strace
            .RunAt(call, [where], 1, "error=EIO", Command("--replace", "--report", $"{site.Top}/report.json"), Clear)
            .Ended(0)
            .Says(["warning: ", .. says.Split('|')]);
        Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
        Tool.Run("bash", "-c", "rm -rf \"$0\"/.out.nnm-*", site.Top);

        void Clear() => Tool.Run("rm", "-f", $"{site.Top}/report.json");
    }

    // A directory that has gone while it was listed is a change, and no failing disk.
    [Fact]
    public void A_directory_that_goes_while_it_is_listed_is_a_change_of_the_source() =>
        site.Leaves(() =>
            Strace
                .RunAt("getdents64", ["/repo/node_modules/many>"], 2, "error=ENOENT", Command(), Clear)
                .Ended(4)
                .ExplainsItself()
                .Says("node_modules/many: it was removed")
        );

    [Theory]
    [InlineData("renameat2:error=EINVAL", false)]
    [InlineData("renameat2:error=ENOSYS", false)]
    [InlineData("renameat2:error=EINVAL", true)]
    [InlineData("renameat2:error=ENOSYS", true)]
    public void Where_nothing_can_be_renamed_without_replacing_or_exchanged_a_plain_rename_publishes(
        string fault,
        bool isReplacing
    )
    {
        string[] options = ["--external", "vendor", .. isReplacing ? (string[])["--replace"] : []];
        site.Exports(options);
        var whole = TreeSnapshot.Of(site.Out);
        if (!isReplacing)
        {
            Clear();
        }

        var (outcome, wasInjected) = Strace.RunExport(site, fault, options);
        Assert.True(wasInjected);
        outcome.Ended(0);
        Assert.Equal([], whole.DifferencesTo(TreeSnapshot.Of(site.Out)));
        Assert.Equal(["beside", "out", "repo", "reports"], Kernel.List(site.Top));
    }

    [Fact]
    public void A_plain_rename_replaces_nothing_that_has_come_there_meanwhile()
    {
        string[] options = ["--external", "vendor"];
        var (program, arguments) = Strace.Export(site, "renameat2:error=EINVAL:delay_enter=1500000", "/dev/null", options);
        using var slow = Tool.Start(program, arguments);
        while (!Kernel.List(site.Top).Any(name => name.StartsWith(".out.nnm-", StringComparison.Ordinal)))
        {
            Assert.False(slow.Task.IsCompleted, "the run ended before it was overtaken");
            Thread.Yield();
        }

        Kernel.MakeDirectories($"{site.Out}/somebody");
        Assert.Equal(2, slow.Result.ExitCode);
        Assert.Equal(["somebody"], Kernel.List(site.Out));
        Assert.Equal(["beside", "out", "repo", "reports"], Kernel.List(site.Top));
    }

    private Outcome Fails(string call, string where, int nth, string errno, string[] options) =>
        site.Leaves(() =>
            Strace.RunAt(call, where.Split('|'), nth, $"error={errno}", Command(options), Clear).Ended(1).ExplainsItself()
        );

    private string[] Command(params string[] options) =>
        ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1", "--external", "vendor", .. options];

    private void Clear() => Tool.Run("rm", "-rf", site.Out, $"{site.Top}/report.json", $"{site.Top}/\u001breport.json");
}
