using System.Text;
using NixNodeModules.Paths;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Verify;

public sealed class PathMentionTests
{
    [Theory]
    [InlineData("/build/source", "/build/source", 0)]
    [InlineData("/build/source", "x = '/build/source/a'", 5)]
    [InlineData("/build/source", "-I/build/source/include", 2)]
    [InlineData("/build/source", "file:///build/source", 7)]
    [InlineData("/build/source", "in /build/source.", 3)]
    [InlineData("/build/source", "/build/sources /build/source-1 /build/source_ /build/sourc", -1)]
    [InlineData("/build/source", "/build/source2 /build/source", 15)]
    [InlineData("/app", "/app", 0)]
    [InlineData("/app", "cd /app/x", 3)]
    [InlineData("/app", "\"/app\"", 1)]
    [InlineData("/app", "PATH=/bin:/app/bin", 10)]
    [InlineData("/app", "file:///app/x", 7)]
    [InlineData("/app", "src/app ./app ../app ${x}/app //app https://host/app **/app <x>/app /apple", -1)]
    public void A_path_is_named_where_it_or_what_is_below_it_stands(string path, string text, int at) =>
        Assert.Equal(at, new PathMention(BytePath.FromText(path)).Find(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void It_is_found_in_a_file_wherever_it_stands()
    {
        using var temp = new TempDirectory();
        const int Piece = 256 * 1024;
        foreach (var root in (string[])["/app", "/build/source"])
        {
            int[] offsets = [.. Enumerable.Range(Piece - 40, 60), .. Enumerable.Range((2 * Piece) - 80, 100)];
            var directory = temp.Fresh();
            foreach (var offset in offsets)
            {
                // A longer name comes first and names nothing.
                var text = $"{root}s".PadRight(offset) + root + new string(' ', offset % 3);
                File.WriteAllText($"{directory}/{offset:D7}", text);
                File.WriteAllText($"{directory}/{offset:D7}s", $"{text.TrimEnd()}s");
            }

            Assert.Equal(
                offsets.Select(offset => $"{offset:D7}: it names the workspace root's path at byte {offset}"),
                Found(directory, root)
            );
        }
    }

    [Fact]
    public void Links_are_looked_at_too()
    {
        using var temp = new TempDirectory();
        TreeText.Parse("a/l -> /build/source/x\na/m -> ../build/source2\nb = /build/source\nc").MakeIn(temp.Path);
        Assert.Equal(
            ["a/l: it names the workspace root's path at byte 0", "b: it names the workspace root's path at byte 0"],
            Found(temp.Path, "/build/source")
        );
    }

    private static IEnumerable<string> Found(string directory, string root)
    {
        using var held = TempDirectory.Hold(directory);
        var scanner = new Scanner(held, jobs: 2);
        var top = scanner.Top();
        scanner.ReadAll([top]);
        return SourcePathSearch
            .Find(top, held, BytePath.FromText(root), "the workspace root's path", jobs: 2)
            .Select(one => $"{one.Path}: {one.Reason}");
    }
}
