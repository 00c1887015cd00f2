using Mono.Unix.Native;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Modes, times and hard links are kept; set-id bits are not.</summary>
public sealed class KeptAttributeTests
{
    [Theory, InlineData("0055"), InlineData("0555"), InlineData("0111"), InlineData("0711"), InlineData("0222")]
    public void Modes_that_keep_their_owner_out_are_kept_by_an_owner_without_privileges(string mode)
    {
        Assert.SkipUnless(Unprivileged.IsNeeded, "another user's directories are needed");
        using var site = Site.WithWorkspace().File("node_modules/odd/sub/deeper/file");
        Kernel.MakeDirectories($"{site.Top}/mine");
        using var someone = Unprivileged.In(site);
        Tool.Run("chown", "-R", "0:0", site.Repo);
        var output = $"{site.Top}/mine/out";
        string[] closed = ["node_modules/odd/sub/deeper", "node_modules/odd/sub", "node_modules/odd"];

        // By its group and others the owner of the source lets everybody read, and the owner of the copy is one of the first kind.
        var isReadable = mode is "0055" or "0555";
        Array.ForEach(closed, path => Kernel.SetMode(site.PathOf(path), mode));
        var outcome = someone.Run("export", "--root", site.Repo, "--out", output).Ended(isReadable ? 0 : 1);
        if (isReadable)
        {
            SameResolutions.Check(site.Repo, output);
            Assert.All(
                closed,
                path =>
                    Assert.Equal(Kernel.Look(site.PathOf(path))!.Value.st_mode, Kernel.Look($"{output}/{path}")!.Value.st_mode)
            );

            // The last file of the next run cannot be read: all that has been made until then goes.
            ScratchSpace.Remove(output);
            site.File("node_modules/zzz/secret");
            Kernel.SetMode(site.PathOf("node_modules/zzz/secret"), "000");
            someone.Run("export", "--root", site.Repo, "--out", output).Ended(1);
        }
        else
        {
            outcome.ExplainsItself();
        }

        Assert.Empty(Kernel.List($"{site.Top}/mine"));
    }

    [Fact]
    public void Access_lists_that_the_parent_hands_down_change_no_mode()
    {
        using var site = Site.WithWorkspace();
        site.Exports();
        var plain = TreeSnapshot.Of(site.Out);
        ScratchSpace.Remove(site.Out);

        // A default list as setfacl -d -m u:65534:rwx,m::rwx makes it: version 2, then tag, permissions and id of each entry.
        var list = Convert.FromHexString(
            "02000000" + "01000700FFFFFFFF" + "02000700FEFF0000" + "04000700FFFFFFFF" + "10000700FFFFFFFF" + "20000700FFFFFFFF"
        );
        Assert.SkipUnless(
            Syscall.setxattr(site.Top, "system.posix_acl_default", list, (ulong)list.Length, XattrFlags.XATTR_AUTO) == 0,
            "this file system has no access lists"
        );
        site.Exports();
        Assert.Equal([], plain.DifferencesTo(TreeSnapshot.Of(site.Out)));
        var value = Array.Empty<byte>();
        Assert.Equal(-1, Syscall.getxattr(site.Out, "system.posix_acl_default", value, 0));
    }

    [Theory]
    [InlineData("4755", "0755")]
    [InlineData("2755", "0755")]
    [InlineData("6711", "0711")]
    [InlineData("0644", "0644")]
    [InlineData("0400", "0400")]
    [InlineData("0777", "0777")]
    public void A_file_keeps_its_mode_without_set_id_bits(string given, string kept)
    {
        using var site = Site.WithWorkspace().File("node_modules/tool");
        Kernel.SetMode(site.PathOf("node_modules/tool"), given);
        site.Exports();
        Assert.Equal(kept, ModeOf($"{site.Out}/node_modules/tool"));
    }

    [Theory]
    [InlineData("0555", "0555")]
    [InlineData("0000", "0000")]
    [InlineData("0500", "0500")]
    [InlineData("2775", "0775")]
    [InlineData("1777", "1777")]
    public void A_directory_keeps_its_mode_and_what_is_in_it(string given, string kept)
    {
        Assert.SkipUnless(Unprivileged.IsNeeded || given != "0000", "only root can read a directory of mode 0000");
        using var site = Site.WithWorkspace()
            .File("node_modules/closed/below/file")
            .Link("node_modules/closed/below/link", "file")
            .File("node_modules/closed/file");
        Kernel.SetMode(site.PathOf("node_modules/closed/below"), given);
        Kernel.SetMode(site.PathOf("node_modules/closed"), given);
        site.Exports();

        Assert.Equal(kept, ModeOf($"{site.Out}/node_modules/closed"));
        Assert.Equal(kept, ModeOf($"{site.Out}/node_modules/closed/below"));
        var source = TreeSnapshot.Of(site.Repo);
        Assert.Contains("node_modules/closed/below/link", TreeSnapshot.Of(site.Out).Nodes.Keys, StringComparer.Ordinal);
        if (given[0] != '2')
        {
            Assert.Equal([], ExpectedTree.Of(source, ["", "packages/lib"]).Differences(TreeSnapshot.Of(site.Out)));
        }
    }

    [Fact]
    public void Closed_directories_are_written_by_an_unprivileged_user_too()
    {
        using var site = Site.WithWorkspace().File("node_modules/a/b/c/file").Link("node_modules/a/b/c/link", "file");
        foreach (var directory in (string[])["node_modules/a/b/c", "node_modules/a/b", "node_modules/a"])
        {
            Kernel.SetMode(site.PathOf(directory), "0555");
        }

        using var someone = Unprivileged.In(site);
        someone.Export().Ended(0);
        Assert.Equal([], TreeSnapshot.Of(site.PathOf("node_modules")).DifferencesTo(TreeSnapshot.Of($"{site.Out}/node_modules")));
    }

    [Fact]
    public void The_umask_does_not_matter()
    {
        using var site = Site.WithWorkspace().File("node_modules/open").Directory("node_modules/wide");
        Kernel.SetMode(site.PathOf("node_modules/open"), "0666");
        Kernel.SetMode(site.PathOf("node_modules/wide"), "0777");
        Tool.Run("sh", "-c", "umask 077; exec \"$1\" export --root \"$2\" --out \"$3\"", "sh", Binary.Path, site.Repo, site.Out);
        Assert.Equal("0666", ModeOf($"{site.Out}/node_modules/open"));
        Assert.Equal("0777", ModeOf($"{site.Out}/node_modules/wide"));
    }

    [Theory]
    [InlineData(-1, 999_999_999)]
    [InlineData(-86_400_000, 1)]
    [InlineData(0, 0)]
    [InlineData(1_700_000_000, 123_456_789)]
    [InlineData(4_294_967_296, 5)]
    public void Files_directories_and_links_keep_their_times_to_the_nanosecond(long seconds, long nanoseconds)
    {
        using var site = Site.WithWorkspace().File("node_modules/pkg/file").Link("node_modules/pkg/link", "file");
        string[] paths = ["node_modules/pkg/file", "node_modules/pkg/link", "node_modules/pkg", "node_modules", "packages", ""];
        Array.ForEach(paths, path => Kernel.SetModified(site.PathOf(path), seconds, nanoseconds));
        site.Exports();

        var output = TreeSnapshot.Of(site.Out);
        Assert.All(paths, path => Assert.Equal((seconds, nanoseconds), output.Nodes[path].Modified));
    }

    // Not on ext4, whose times end in 2446.
    [Fact]
    public void Times_of_the_year_2500_are_kept_where_the_file_system_has_them()
    {
        using var tmpfs = Mounted.Make("tmpfs", "-t", "tmpfs");
        var site = Site.At(tmpfs.Place).AddWorkspace();
        const long year2500 = 16_725_225_600;
        foreach (var path in (string[])["packages/lib/index.js", "node_modules/lib", "packages/lib"])
        {
            Kernel.SetModified(site.PathOf(path), year2500, 123_456_789);
        }

        site.Exports();
        Assert.Equal((year2500, 123_456_789), TreeSnapshot.Of(site.Out).Nodes["node_modules/lib"].Modified);
        Assert.Equal(
            [],
            ExpectedTree.Of(TreeSnapshot.Of(site.Repo), ["", "packages/lib"]).Differences(TreeSnapshot.Of(site.Out))
        );
    }

    [Fact]
    public void Files_that_are_one_stay_one_and_partners_outside_are_let_go()
    {
        using var site = Site.WithWorkspace().File("node_modules/a/file", "one\n").Directory("node_modules/b");
        HardLink(site.PathOf("node_modules/a/file"), site.PathOf("node_modules/b/again"));
        HardLink(site.PathOf("node_modules/a/file"), site.PathOf("packages/lib/third"));
        site.File("packages/lib/outside", "two\n");
        HardLink(site.PathOf("packages/lib/outside"), $"{site.Top}/store");
        site.Exports();

        var output = TreeSnapshot.Of(site.Out);
        Assert.Equal([], ExpectedTree.Of(TreeSnapshot.Of(site.Repo), ["", "packages/lib"]).Differences(output));
        Assert.Equal(3UL, Kernel.Look($"{site.Out}/node_modules/a/file")!.Value.st_nlink);
        Assert.Equal(1UL, Kernel.Look($"{site.Out}/packages/lib/outside")!.Value.st_nlink);

        // A copy, never a further name of the source: whoever writes into the one must not change the other.
        Assert.NotEqual(
            TreeSnapshot.Of(site.Repo).Nodes["node_modules/a/file"].Identity,
            output.Nodes["node_modules/a/file"].Identity
        );
    }

    [Fact]
    public void The_source_is_not_changed()
    {
        using var site = Site.WithWorkspace();
        var before = TreeSnapshot.Of(site.Repo);
        site.Exports();
        Assert.Equal([], before.DifferencesTo(TreeSnapshot.Of(site.Repo), withIdentity: true));
    }

    private static void HardLink(string from, string to) => Kernel.Check(Syscall.link(from, to), to);

    private static string ModeOf(string path) => NativeConvert.ToOctalPermissionString(TreeSnapshot.Of(path).Nodes[""].Mode);
}
