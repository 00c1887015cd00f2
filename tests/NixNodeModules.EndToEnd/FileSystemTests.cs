using System.Globalization;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>File systems of one kernel, full, limited and odd ones, for real.</summary>
public sealed class FileSystemTests
{
    [Theory, InlineData("size=1m"), InlineData("nr_inodes=20,size=64m")]
    public void A_file_system_that_is_full_ends_the_run_and_is_left_empty(string limits)
    {
        using var site = WithMegabytes();
        using var small = Mounted.Make("tmpfs", "-t", "tmpfs", "-o", limits);
        Binary.Run("export", "--root", site.Repo, "--out", $"{small.Place}/out").Ended(1).ExplainsItself().Says("ENOSPC");
        Assert.Empty(Kernel.List(small.Place));

        // Into the mount itself, where there is no place beside it.
        Binary.Run("export", "--root", site.Repo, "--out", small.Place).Ended(1).ExplainsItself().Says("ENOSPC");
        Assert.Empty(Kernel.List(small.Place));
    }

    [Fact]
    public void A_quota_that_is_used_up_ends_the_run_and_nothing_is_left()
    {
        using var site = WithMegabytes();
        using var btrfs = Mounted.Btrfs();
        var limited = $"{btrfs.Place}/limited";
        Tool.Run("btrfs", "quota", "enable", btrfs.Place);
        Tool.Run("btrfs", "subvolume", "create", limited);
        Tool.Run("btrfs", "qgroup", "limit", "1m", limited);
        site.Leaves(() =>
            Binary
                .Run("export", "--root", site.Repo, "--out", $"{limited}/out")
                .Ended(1)
                .ExplainsItself()
                .Says("cannot write", $"{limited}/.out.nnm-", "(write: EDQUOT)")
        );
        Assert.Empty(Kernel.List(limited));
    }

    [Fact]
    public void Blocks_are_shared_where_the_file_system_can()
    {
        using var btrfs = Mounted.Btrfs();
        var site = Site.At(btrfs.Place).AddWorkspace();
        site.File("node_modules/big", new string('b', 3_000_001));
        var (outcome, wasShared) = Strace.Trace(site, "ioctl", "FICLONE", "= 0");
        outcome.Ended(0);
        Assert.True(wasShared);
        Tool.Run("cmp", site.PathOf("node_modules/big"), $"{site.Out}/node_modules/big");
        SameResolutions.Check(site.Repo, site.Out);
    }

    [Fact]
    public void A_limit_of_file_sizes_ends_the_run()
    {
        using var site = WithMegabytes();
        site.Leaves(() =>
            Under("trap '' XFSZ; exec prlimit --fsize=1048576 \"$@\"", site).Ended(1).ExplainsItself().Says("EFBIG", "ulimit -f")
        );
    }

    [Theory, InlineData("1"), InlineData("8")]
    public void Thirty_two_descriptors_are_enough(string jobs)
    {
        using var site = Site.WithWorkspace();
        site.File($"node_modules/{string.Join('/', Enumerable.Repeat("d", 200))}/file");
        for (var i = 0; i < 300; i++)
        {
            site.File($"node_modules/many/{i}/a/b/c/file");
        }

        Under("exec prlimit --nofile=32 \"$@\"", site, "--jobs", jobs).Ended(0);
        SameResolutions.Check(site.Repo, site.Out);
    }

    [Fact]
    public void On_ext4_the_tree_is_the_same_and_reflinks_and_links_that_are_refused_are_copied()
    {
        using var site = Site.WithWorkspace();
        site.Exports();
        var plain = TreeSnapshot.Of(site.Out);
        using var ext4 = Mounted.Ext4();
        Binary.Run("export", "--root", site.Repo, "--out", $"{ext4.Place}/out", "--transfer", "hardlink").Ended(0);
        Assert.Equal([], plain.DifferencesTo(TreeSnapshot.Of($"{ext4.Place}/out")));

        // A file that may not be changed can have no further name either.
        var inner = Site.At(ext4.Place).AddWorkspace();
        var locked = inner.PathOf("node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json");
        Tool.Run("chattr", "+i", locked);
        Binary.Run("export", "--root", inner.Repo, "--out", $"{ext4.Place}/again", "--transfer", "hardlink").Ended(0);
        SameResolutions.Check(inner.Repo, $"{ext4.Place}/again");
        Tool.Run("chattr", "-i", locked);
    }

    [Fact]
    public void A_directory_that_lets_nothing_be_removed_keeps_the_staging_and_it_is_named()
    {
        using var site = Site.WithWorkspace().Link("node_modules/zzz", "zzz");
        using var ext4 = Mounted.Ext4();
        Kernel.MakeDirectories($"{ext4.Place}/only-more");
        Tool.Run("chattr", "+a", $"{ext4.Place}/only-more");
        try
        {
            // A rename is a removal too: the finished output cannot be put in its place.
            var outcome = Binary
                .Run("export", "--root", site.Repo, "--out", $"{ext4.Place}/only-more/out", "--dangling", "keep")
                .Ended(1)
                .Says("EPERM", "is left at", $"{ext4.Place}/only-more/.out.nnm-");
            Assert.Contains("error: ", outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("out", Kernel.List($"{ext4.Place}/only-more"), StringComparer.Ordinal);
        }
        finally
        {
            Tool.Run("chattr", "-a", $"{ext4.Place}/only-more");
        }
    }

    [Fact]
    public void Names_that_a_file_system_holds_for_one_end_the_run()
    {
        using var site = Site.WithWorkspace().File("node_modules/pkg/readme", "one").File("node_modules/pkg/README", "two");
        using var ext4 = Mounted.Ext4("-O", "casefold", "-E", "encoding=utf8");
        var fold = $"{ext4.Place}/fold";
        Kernel.MakeDirectories(fold);
        Assert.SkipUnless(
            Tool.Try("chattr", ["+F", fold], environment: null, directory: null).Code == 0,
            "this kernel's ext4 folds no letters' case"
        );
        var outcome = Binary.Run("export", "--root", site.Repo, "--out", $"{fold}/out").ExplainsItself();
        Assert.Contains(outcome.Code, (int[])[1, 3]);
        outcome.Says("node_modules/pkg/");
        Assert.Empty(Kernel.List(fold));
    }

    [Fact]
    public void Lower_directories_of_an_overlay_are_a_source_like_any_other()
    {
        using var site = Site.WithWorkspace();
        Tool.Run("ln", site.PathOf("packages/lib/index.js"), site.PathOf("node_modules/again.js"));
        site.Exports();
        var plain = TreeSnapshot.Of(site.Out);
        using var upper = Mounted.Make("tmpfs", "-t", "tmpfs");
        Kernel.MakeDirectories($"{upper.Place}/upper");
        Kernel.MakeDirectories($"{upper.Place}/work");
        using var overlay = Mounted.Make(
            "overlay",
            "-t",
            "overlay",
            "-o",
            $"lowerdir={site.Top},upperdir={upper.Place}/upper,workdir={upper.Place}/work"
        );
        foreach (var transfer in (string[])["auto", "hardlink"])
        {
            var output = $"{overlay.Place}/{transfer}";
            Binary.Run("export", "--root", $"{overlay.Place}/repo", "--out", output, "--transfer", transfer).Ended(0);
            var made = TreeSnapshot.Of(output);
            Assert.Equal(plain.Nodes.Select(One), made.Nodes.Select(One));
        }

        static (string, string) One(KeyValuePair<string, Node> node) => (node.Key, node.Value.Described);
    }

    [Fact]
    public void A_mount_inside_the_source_is_read_as_the_directory_that_it_is()
    {
        using var site = Site.WithWorkspace().Directory("node_modules/mount");
        var other = Site.Empty().File("inside", "mounted\n");
        using var mount = BindMount.Make(other.Repo, site.PathOf("node_modules/mount"));
        site.Exports();
        Assert.Equal("mounted\n", File.ReadAllText($"{site.Out}/node_modules/mount/inside"));
    }

    [Fact]
    public void A_source_on_a_read_only_mount_is_exported()
    {
        using var site = Site.WithWorkspace();
        using var mount = Mounted.At(site.Repo, site.Repo, "--bind", "-o", "ro");
        site.Exports();
        SameResolutions.Check(site.Repo, site.Out);
        Binary.Run("export", "--root", site.Repo, "--out", $"{site.Top}/again", "--transfer", "hardlink").Ended(0);
    }

    private static Site WithMegabytes()
    {
        var site = Site.WithWorkspace();
        for (var i = 0; i < 30; i++)
        {
            site.File(string.Create(CultureInfo.InvariantCulture, $"node_modules/pkg/{i}"), new string('m', 100_000));
        }

        return site.File("node_modules/zzz", new string('z', 2_000_000));
    }

    private static Outcome Under(string script, Site site, params string[] options) =>
        Tool.Try(
            "bash",
            ["-c", script, "bash", Binary.Path, "export", "--root", site.Repo, "--out", site.Out, .. options],
            environment: null,
            directory: null
        );
}
