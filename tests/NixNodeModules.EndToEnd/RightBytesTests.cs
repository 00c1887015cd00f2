using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>However the bytes of a file are brought over, and whatever the kernel refuses on the way, they are the right ones.</summary>
public sealed class RightBytesTests
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData("copy_file_range:error=EXDEV", "/node_modules/big")]
    [InlineData("copy_file_range:error=EOPNOTSUPP", "/node_modules/big")]
    [InlineData("copy_file_range:error=ENOSYS", "/node_modules/big")]
    [InlineData("copy_file_range:error=EINVAL", "/node_modules/big")]
    [InlineData("copy_file_range:error=EPERM", "/node_modules/big")]
    [InlineData("copy_file_range:error=EBADF", "/node_modules/big")]
    [InlineData("copy_file_range:error=EIO", "/node_modules/big")]
    [InlineData("copy_file_range:error=EINTR:when=1+2", "/node_modules/big")]
    [InlineData("copy_file_range:retval=0", "/node_modules/big")]
    [InlineData("ioctl:error=EAGAIN", "FICLONE")]
    [InlineData("ioctl:error=EOPNOTSUPP", "FICLONE")]
    [InlineData("ioctl:error=EXDEV", "FICLONE")]
    [InlineData("ioctl:error=EINVAL", "FICLONE")]
    [InlineData("read:error=EINTR:when=1+2", "/node_modules/small>")]
    [InlineData("write:error=EINTR:when=1+2", "/node_modules/small>")]
    public void A_way_of_copying_that_is_refused_makes_no_difference(string fault, string where)
    {
        using var site = Site.WithWorkspace();
        WriteRandom(site.PathOf("node_modules/small"), 200_000);
        WriteRandom(site.PathOf("node_modules/big"), 3_000_001);
        WriteRandom(site.PathOf("node_modules/bigger"), 5_000_000);
        var (outcome, wasInjected) = Strace.Run(fault, ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1"], where);
        Assert.True(wasInjected);
        outcome.Ended(0);
        Assert.Equal(
            [],
            ExpectedTree.Of(TreeSnapshot.Of(site.Repo), ["", "packages/lib"]).Differences(TreeSnapshot.Of(site.Out))
        );
    }

    /// <summary>The kernel is made to bring over less than it is asked for: at its first call some bytes, at its second nothing, for a reason.</summary>
    [
        Theory,
        InlineData("EXDEV"),
        InlineData("EIO"),
        InlineData("EOPNOTSUPP"),
        InlineData("ENOSYS"),
        InlineData("0"),
        InlineData("short")
    ]
    public void A_copy_that_stops_in_the_middle_of_a_file_goes_on_there(string then)
    {
        using var site = Site.WithWorkspace();
        WriteRandom(site.PathOf("node_modules/big"), 3_000_001);
        ShortCopies.Run(then, 65_537, ["export", "--root", site.Repo, "--out", site.Out, "--jobs", "1"]).Ended(0);
        Tool.Run("cmp", site.PathOf("node_modules/big"), $"{site.Out}/node_modules/big");
        SameResolutions.Check(site.Repo, site.Out);
    }

    [Theory, InlineData("auto"), InlineData("copy")]
    public void A_sparse_file_keeps_its_bytes_and_takes_no_more_room(string transfer)
    {
        using var site = Site.WithWorkspace();
        foreach (var (name, size) in ((string, long)[])[("hole", 1_000_000), ("pieces", 3 * Gigabyte), ("end", 5_000_000)])
        {
            using var file = File.OpenWrite(site.PathOf($"node_modules/{name}"));
            file.SetLength(size);
        }

        Put("pieces", 0, 5000);
        Put("pieces", 100_000_001, 70_000);
        Put("pieces", Gigabyte + 4096, 8192);
        Put("end", 4_999_999, 1);
        site.Exports("--transfer", transfer);
        foreach (var name in (string[])["hole", "pieces", "end"])
        {
            var (from, to) = (site.PathOf($"node_modules/{name}"), $"{site.Out}/node_modules/{name}");
            Tool.Run("cmp", from, to);
            Assert.InRange(Kernel.Look(to)!.Value.st_blocks, 0, Kernel.Look(from)!.Value.st_blocks + 8);
        }

        void Put(string name, long offset, int count)
        {
            using var file = File.OpenWrite(site.PathOf($"node_modules/{name}"));
            file.Position = offset;
            file.Write(Enumerable.Repeat((byte)'d', count).ToArray());
        }
    }

    [Fact]
    public void A_sparse_file_that_cannot_be_written_ends_the_run()
    {
        using var site = Site.WithWorkspace();
        using (var file = File.OpenWrite(site.PathOf("node_modules/hole")))
        {
            file.SetLength(1_000_000);
        }

        foreach (var fault in (string[])["ftruncate:error=EFBIG:when=1", "lseek:error=EINVAL:when=1+"])
        {
            site.Leaves(() =>
            {
                var (outcome, wasInjected) = Strace.RunExport(site, fault);
                Assert.True(wasInjected);
                return outcome.Ended(1).ExplainsItself().Says("cannot write", "node_modules/hole");
            });
        }
    }

    [Fact]
    public void A_file_that_says_it_is_empty_and_is_not_is_refused()
    {
        using var site = Site.WithWorkspace().File("node_modules/version", "");
        using var mount = BindMount.Make("/proc/version", site.PathOf("node_modules/version"));
        Assert.Equal(0, Kernel.Look(site.PathOf("node_modules/version"))!.Value.st_size);
        Binary.Run("export", "--root", site.Repo, "--out", site.Out).Ended(4).ExplainsItself().Says("node_modules/version");
        Assert.Equal(["repo"], Kernel.List(site.Top));
    }

    private static void WriteRandom(string path, int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
    }
}
