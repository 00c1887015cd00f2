using NixNodeModules.Copy;
using NixNodeModules.Paths;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Copy;

public sealed class StagingTests : IDisposable
{
    private readonly TempDirectory temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void An_output_is_made_beside_its_place_for_its_owner_alone_and_appears_there_whole()
    {
        using var destination = Open("out");
        using var staging = Staging.Make(destination);
        var beside = Assert.Single(Directory.GetFileSystemEntries(temp.Path));
        Assert.Matches(@"/\.out\.nnm-[0-9a-f]{16}$", beside);
        Assert.Equal("700", Kernel.ModeOf(beside));
        File.WriteAllText($"{beside}/f", "made");
        Assert.Null(staging.Publish());
        Assert.Null(staging.Discard());
        Assert.Equal("made", File.ReadAllText(temp["out/f"]));
        Assert.Equal([temp["out"]], Directory.GetFileSystemEntries(temp.Path));
    }

    [Fact]
    public void An_empty_directory_is_used()
    {
        Kernel.MakeDirectory(temp["out"]);
        Make("out", "f");
        Assert.Equal([temp["out"], temp["out/f"]], Everything());
    }

    [Theory]
    [InlineData("out/")]
    [InlineData("out/f")]
    [InlineData("out")]
    [InlineData("out -> elsewhere")]
    public void What_has_come_to_the_place_meanwhile_is_kept_and_the_output_discarded(string meanwhile)
    {
        using var destination = Open("out");
        using var staging = Staging.Make(destination);
        TreeText.Parse("made/f").MakeIn(Directory.GetFileSystemEntries(temp.Path).Single());
        TreeText.Parse(meanwhile).MakeIn(temp.Path);
        Assert.Equal(ExitCode.Usage, Assert.Throws<Failure>(() => staging.Publish()).Code);
        Assert.Null(staging.Discard());
        Assert.Equal(TreeText.Parse(meanwhile).Entries.Select(line => temp[line.Path]), Everything());
    }

    [Fact]
    public void Something_put_into_the_empty_directory_meanwhile_is_kept()
    {
        Kernel.MakeDirectory(temp["out"]);
        using var destination = Open("out");
        using var staging = Staging.Make(destination);
        File.WriteAllText(temp["out/other"], "");
        Assert.Equal(ExitCode.Usage, Assert.Throws<Failure>(() => staging.Publish()).Code);
        Assert.Null(staging.Discard());
        Assert.Equal([temp["out"], temp["out/other"]], Everything());
    }

    [Fact]
    public void Replace_swaps_the_new_tree_in_and_removes_the_old_one_whatever_its_modes()
    {
        TreeText.Parse("victim/kept\nout/old/sub/f\nout/old/link -> ../../victim\nout/closed/f").MakeIn(temp.Path);
        Kernel.SetMode(temp["out/old"], "555");
        Kernel.SetMode(temp["out/closed"], Environment.IsPrivilegedProcess ? "0" : "500");
        Make("out", "new", replace: true);
        Assert.Equal([temp["out"], temp["out/new"], temp["victim"], temp["victim/kept"]], Everything());
    }

    [Fact]
    public void What_a_killed_run_or_a_stranger_left_under_such_names_is_in_nobodys_way_and_stays()
    {
        TreeText
            .Parse(".out.nnm-0123456789abcdef/half/f\n.out.nnm-fedcba9876543210 -> victim\n.out.nnm- -> victim\nvictim/kept")
            .MakeIn(temp.Path);
        var before = Everything();
        Make("out", "f");
        Assert.Equal(before.Concat([temp["out"], temp["out/f"]]).Order(StringComparer.Ordinal), Everything());
    }

    [Theory]
    [InlineData(233)]
    [InlineData(234)]
    [InlineData(255)]
    public void A_name_too_long_for_a_sibling_is_cut_in_that(int length)
    {
        var name = new string('n', length);
        using var destination = Open(name);
        using var staging = Staging.Make(destination);
        Assert.Matches("^[.]n{233}[.]nnm-[0-9a-f]{16}$", Path.GetFileName(Assert.Single(Everything())));
        Assert.Null(staging.Discard());
        Assert.Empty(Everything());
    }

    [Fact]
    public void Removal_takes_what_is_there_and_never_what_links_lead_to()
    {
        TreeText
            .Parse("victim/kept\ntree/a/b/c/f\ntree/link -> ../victim\ntree/a/file -> ../../victim/kept\ntree/pipe | fifo")
            .MakeIn(temp.Path);
        foreach (var path in new[] { "tree/a/b", "tree/a", "tree" })
        {
            Kernel.SetMode(temp[path], "555");
        }

        using (var held = TempDirectory.Hold(temp["tree"]))
        {
            Removal.Empty(held);
        }

        Assert.Equal([temp["tree"], temp["victim"], temp["victim/kept"]], Everything());
    }

    [Fact]
    public void Removal_takes_closed_directories_of_one_without_privileges_too()
    {
        TreeText.Parse("tree/a/b/c/f\ntree/z/f").MakeIn(temp.Path);
        foreach (var path in new[] { "tree/a/b/c", "tree/a/b", "tree/a", "tree" })
        {
            Kernel.SetMode(temp[path], "0");
        }

        Kernel.SetMode(temp["tree"], "500");
        using var held = TempDirectory.Hold(temp["tree"]);
        Kernel.SetMode(temp["tree"], "0");
        Removal.Empty(held);
        Assert.Empty(Directory.GetFileSystemEntries(temp["tree"]));
    }

    [Fact]
    public void Removal_never_enters_a_mount()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a bind mount needs root");
        TreeText.Parse("victim/sub/kept\ntree/a/mount/").MakeIn(temp.Path);
        Assert.SkipUnless(Run("mount", "--bind", temp["victim"], temp["tree/a/mount"]) == 0, "a bind mount cannot be made here");
        try
        {
            using var held = TempDirectory.Hold(temp["tree"]);
            var failure = Assert.Throws<NixNodeModules.Posix.PosixFailure>(() => Removal.Empty(held));
            Assert.Equal(NixNodeModules.Posix.Errno.EBUSY, failure.Errno);
            Assert.True(Kernel.Exists(temp["victim/sub/kept"]));
        }
        finally
        {
            Run("umount", temp["tree/a/mount"]);
        }

        static int Run(string program, params string[] arguments)
        {
            using var process = System.Diagnostics.Process.Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    private void Make(string name, string file, bool replace = false)
    {
        using var destination = Open(name, replace);
        using var staging = Staging.Make(destination);
        File.WriteAllText($"{staging.Top.Path}/{file}", "");
        Assert.Null(staging.Publish());
    }

    private Destination Open(string name, bool replace = false) => Destination.Open(BytePath.FromText(temp[name]), replace);

    private IEnumerable<string> Everything() =>
        Directory
            .GetFileSystemEntries(
                temp.Path,
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
            )
            .Concat(Directory.GetFileSystemEntries(temp.Path).Where(path => File.ResolveLinkTarget(path, false) is not null))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
}
