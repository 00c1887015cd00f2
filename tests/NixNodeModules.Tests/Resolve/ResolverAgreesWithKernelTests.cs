using Mono.Unix.Native;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using Xunit;
using KernelErrno = Mono.Unix.Native.Errno;

namespace NixNodeModules.Tests.Resolve;

public sealed class ResolverAgreesWithKernelTests
{
    [Fact]
    public void Every_link_of_a_random_tree_leads_where_the_kernel_says()
    {
        using var temp = new TempDirectory();
        Properties.Hold(RandomTrees.OfLinks, RandomTrees.Shrink, tree => MakeAndCompare(temp.Fresh(), tree));
    }

    [Theory]
    [InlineData(39)]
    [InlineData(40)]
    [InlineData(41)]
    public void A_chain_is_followed_over_as_many_links_as_the_kernel_follows(int links)
    {
        using var temp = new TempDirectory();
        var chain = Enumerable
            .Range(1, links)
            .Select(i => new TreeLine($"l{i}", FileKind.Link, i == links ? "file" : $"l{i + 1}"));
        MakeAndCompare(temp.Fresh(), new([new("file", FileKind.File), .. chain]));
    }

    [Theory]
    [InlineData(39)]
    [InlineData(40)]
    [InlineData(41)]
    public void Links_on_the_way_count_like_links_at_the_end(int links)
    {
        using var temp = new TempDirectory();
        var text = string.Concat(Enumerable.Repeat("self/", links - 1));
        MakeAndCompare(temp.Fresh(), TreeText.Parse($"self -> .\nfile\nlong -> {text}file"));
    }

    private static void MakeAndCompare(string place, TreeText tree)
    {
        var root = $"{place}/root";
        Kernel.MakeDirectory(root);
        tree.MakeIn(root, root);
        Kernel.MakeDirectory($"{place}/out");
        TreeText.Parse("a/b/\nfile = x\nback -> ../root/a\nloop -> loop\nc -> ../root\nd -> a").MakeIn($"{place}/out");

        using var held = TempDirectory.Hold(root);
        var scanner = new Scanner(held, 1);
        var top = scanner.Top();
        scanner.ReadAll([top]);
        var outside = new Outside(BytePath.FromText(root));
        var compared = 0;
        foreach (var directory in TreeWalk.Directories(top))
        {
            for (var i = 0; i < directory.Listing!.Count; i++)
            {
                if (directory.Listing[i].Kind == FileKind.Link)
                {
                    Compare(root, directory, i, Follow(top, directory, i, outside, scanner));
                    compared++;
                }
            }
        }

        Assert.Equal(tree.Entries.Count(line => line.Kind == FileKind.Link), compared);
    }

    private static Resolution Follow(DirectoryNode top, DirectoryNode directory, int index, Outside outside, Scanner scanner)
    {
        while (true)
        {
            var resolution = new Resolver(top, outside).Follow(directory, index);
            if (resolution.Ending != Ending.Unknown)
            {
                return resolution;
            }

            if (resolution.Need.Directory is { } unread)
            {
                scanner.Read(unread);
            }
            else
            {
                OutsideReader.LookUp(outside, resolution.Need.OutsidePath!);
            }
        }
    }

    private static void Compare(string root, DirectoryNode directory, int index, Resolution resolution)
    {
        var link = $"{root}/{directory.PathOf(index)}";
        var (status, error) = Kernel.Follow(link);
        var expected = error switch
        {
            null => resolution.Ending is Ending.Inside or Ending.Outside ? resolution.Ending : Ending.Inside,
            KernelErrno.ELOOP => Ending.Looping,
            KernelErrno.ENOENT or KernelErrno.ENOTDIR or KernelErrno.ENAMETOOLONG => Ending.Dangling,
            _ => throw new IOException($"{link}: {error}"),
        };
        Assert.True(
            expected == resolution.Ending,
            $"{link} -> {Kernel.ReadLink(link)}: kernel {error}, here {resolution.Ending}"
        );
        if (error is not null)
        {
            return;
        }

        var target = resolution.Ending == Ending.Inside ? $"{root}/{resolution.Target.Path}" : resolution.OutsidePath!.ToString();
        AssertSame(status, Kernel.Look(target), link, target);
        Assert.Equal(resolution.Ending == Ending.Inside, $"{target}/".StartsWith($"{root}/", StringComparison.Ordinal));
        CompareDirectWay(link, directory.Path, resolution, status);
    }

    // A link whose text leaves the tree and comes back gets the direct way, which must lead to the same place without leaving.
    private static void CompareDirectWay(string link, BytePath holder, Resolution resolution, Stat status)
    {
        if (resolution is not { Ending: Ending.Inside, LeavesTree: true })
        {
            return;
        }

        var direct = BytePath.Relative(holder, resolution.Target.Path).ToString();
        Kernel.MakeLink(direct, $"{link}-direct");
        AssertSame(status, Kernel.Follow($"{link}-direct").Status, link, direct);
        Syscall.unlink($"{link}-direct");
    }

    private static void AssertSame(Stat one, Stat other, string link, string target) =>
        Assert.True(
            (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino),
            $"{link} -> {Kernel.ReadLink(link)} leads elsewhere than to {target}"
        );
}
