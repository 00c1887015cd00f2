using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Scan;

public sealed class DirectoryCursorTests : IDisposable
{
    private readonly TempDirectory temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Whatever_the_order_each_directory_is_the_one_asked_for()
    {
        var top = temp.Fresh();
        for (var i = 0; i < 40; i++)
        {
            Directory.CreateDirectory($"{top}/{i % 3}/{string.Join('/', Enumerable.Range(0, i).Select(level => level % 7))}/end");
        }

        using var held = FileSystem.TryHold(BytePath.FromText(top))!;
        var all = Read(held);
        var random = new Random(3);
        using var cursor = new DirectoryCursor(held);
        foreach (
            var directory in all.Concat(Enumerable.Reverse(all))
                .Concat(Enumerable.Range(0, 2000).Select(_ => all[random.Next(all.Count)]))
        )
        {
            Assert.True(FileSystem.TryStat(cursor.Open(directory), out var status));
            Assert.True(status.IsSameFile(directory.Status), directory.Path.Display);
        }
    }

    [Fact]
    public void What_has_been_moved_elsewhere_is_no_way_up()
    {
        var top = temp.Fresh();
        Directory.CreateDirectory($"{top}/a/b/c");
        using var held = FileSystem.TryHold(BytePath.FromText(top))!;
        var all = Read(held);
        var (a, c) = (all.Single(one => one.Path.Display == "a"), all.Single(one => one.Path.Display == "a/b/c"));
        using var cursor = new DirectoryCursor(held);
        cursor.OpenSeen(c);
        Directory.Move($"{top}/a/b/c", $"{temp.Fresh()}/c");
        Assert.True(FileSystem.TryStat(cursor.OpenSeen(a), out var status));
        Assert.True(status.IsSameFile(a.Status));
        Assert.Throws<SourceChanged>(() => cursor.OpenSeen(c));
    }

    private static List<DirectoryNode> Read(HeldDirectory held)
    {
        var scanner = new Scanner(held, 1);
        var top = scanner.Top();
        scanner.ReadAll([top]);
        return [.. TreeWalk.Directories(top)];
    }
}
