using System.Reflection;
using System.Text;
using Mono.Unix.Native;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Tests.Trees;
using Xunit;
using Errno = NixNodeModules.Posix.Errno;

namespace NixNodeModules.Tests.Posix;

[Collection("Switches of the process")]
public sealed class FileSystemTests : IDisposable
{
    private static readonly FieldInfo HasOpenat2 = typeof(FileSystem).GetField(
        "hasOpenat2",
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    private readonly TempDirectory temp = new();

    public void Dispose()
    {
        HasOpenat2.SetValue(null, true);
        temp.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_directory_below_is_opened_and_no_link_on_the_way_is_followed(bool withOpenat2)
    {
        HasOpenat2.SetValue(null, withOpenat2);
        TreeText.Parse("a/b/c/\na/file\na/link -> b\na/self -> .\na/abs -> /\nlink -> a\na/b/up -> ../..").MakeIn(temp.Path);
        using var held = TempDirectory.Hold(temp.Path);
        foreach (var path in new[] { "", "a", "a/b", "a/b/c" })
        {
            using var opened = held.Open(BytePath.FromText(path));
            Assert.Equal(Kernel.Look($"{temp.Path}/{path}").st_ino, FileSystem.Stat(opened.Value, BytePath.Empty).Inode);
        }

        foreach (
            var path in new[]
            {
                "link",
                "link/b",
                "a/link",
                "a/link/c",
                "a/self",
                "a/self/b",
                "a/abs",
                "a/b/up/a",
                "a/file",
                "a/file/x",
            }
        )
        {
            Assert.Null(FileSystem.TryOpenDirectoryBelow(held.Fd, BytePath.FromText(path), out var errno));
            Assert.True(errno is Errno.ELOOP or Errno.ENOTDIR, $"{path}: {Errno.Name(errno)}");
        }

        Assert.Null(FileSystem.TryOpenDirectoryBelow(held.Fd, BytePath.FromText("a/missing/x"), out var missing));
        Assert.Equal(Errno.ENOENT, missing);
        Assert.Equal(withOpenat2, HasOpenat2.GetValue(null));
    }

    [Theory]
    [InlineData(true, 2000, 1)]
    [InlineData(false, 2000, 1)]
    [InlineData(true, 100, 255)]
    [InlineData(false, 100, 255)]
    [InlineData(true, 17, 239)]
    [InlineData(true, 16, 255)]
    public void Paths_longer_than_one_call_takes_are_opened(bool withOpenat2, int levels, int nameLength)
    {
        HasOpenat2.SetValue(null, withOpenat2);
        var name = new string('n', nameLength);
        var inode = DeepTree.Make(temp.Path, name, levels);
        using var held = TempDirectory.Hold(temp.Path);
        var path = BytePath.FromText(string.Join('/', Enumerable.Repeat(name, levels)));
        for (var i = 0; i < 3; i++)
        {
            using var opened = held.Open(path);
            Assert.Equal(inode, FileSystem.Stat(opened.Value, path).Inode);
        }

        Assert.Null(FileSystem.TryOpenDirectoryBelow(held.Fd, path.Join("x"u8), out var errno));
        Assert.Equal(Errno.ENOENT, errno);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(65536)]
    public void All_names_of_a_large_directory_are_read_once(int bufferSize)
    {
        var names = Enumerable
            .Range(0, 20_000)
            .Select(i => $"{i}{new string('x', i % 200)}")
            .Append(new string('n', 255))
            .ToList();
        names.ForEach(name => Kernel.MakeLink("t", temp[name]));
        using var held = TempDirectory.Hold(temp.Path);
        var read = new List<string>();
        var reader = new DirectoryReader(held.Fd, new byte[bufferSize]);
        while (reader.MoveNext())
        {
            read.Add(Encoding.UTF8.GetString(reader.Name));
        }

        Assert.Equal(0, reader.Error);
        Assert.Equal(names.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_directory_that_cannot_be_read_is_an_error_and_never_empty()
    {
        File.WriteAllText(temp["file"], "");
        var fd = Syscall.open(temp["file"], OpenFlags.O_RDONLY);
        var reader = new DirectoryReader(fd, new byte[4096]);
        Assert.False(reader.MoveNext());
        Assert.Equal(Errno.ENOTDIR, reader.Error);
        Syscall.close(fd);
    }

    [Theory]
    [InlineData("644", 0, 0)]
    [InlineData("7777", -1, 999_999_999)]
    [InlineData("0", 16_725_225_600, 1)]
    [InlineData("1640", -2_000_000_000, 500)]
    public void Metadata_is_what_the_kernel_has(string mode, long seconds, long nanoseconds)
    {
        File.WriteAllText(temp["f"], "12345");
        Kernel.MakeFurtherName(temp["f"], temp["g"]);
        Kernel.SetMode(temp["f"], mode);
        Kernel.SetModified(temp["f"], seconds, nanoseconds);
        var look = Kernel.Look(temp["f"]);
        using var held = TempDirectory.Hold(temp.Path);
        Assert.True(FileSystem.TryStatName(held.Fd, "f\0"u8, out var status));
        Assert.Equal(
            (look.st_ino, 5L, look.st_mtime, look.st_mtime_nsec, 2u, mode, FileKind.File),
            (
                status.Inode,
                status.Size,
                status.ModifiedSeconds,
                status.ModifiedNanoseconds,
                status.LinkCount,
                Convert.ToString(status.Mode, 8),
                status.Kind
            )
        );
        Assert.Equal(mode is "7777" ? "1777" : mode, Convert.ToString(Permissions.Of(status), 8));
    }

    [Fact]
    public void A_path_with_a_NUL_is_no_path() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<Failure>(() => FileSystem.Terminated("a\0b"u8)).Code);
}
