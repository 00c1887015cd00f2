using NixNodeModules.Paths;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Verify;

public sealed class ForbiddenTextTests
{
    private const int Piece = 256 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Piece - 1)]
    [InlineData(Piece)]
    [InlineData((2 * Piece) - 7)]
    [InlineData((3 * Piece) - 12)]
    public void A_text_is_found_wherever_in_a_file_it_is(int offset)
    {
        using var temp = new TempDirectory();
        var content = new byte[4 * Piece];
        Array.Fill(content, (byte)'/');
        "/build/here!"u8.CopyTo(content.AsSpan(offset));
        File.WriteAllBytes(temp["f"], content);
        var finding = Assert.Single(Search(temp, 1, "/build/here!"));
        Assert.Equal(("f", offset), (finding.Path.ToString(), finding.Offset));
        Assert.Empty(Search(temp, 1, "/build/here?", "/build/here!x"));
    }

    [Theory, InlineData(1), InlineData(4)]
    public void Each_text_is_told_once_a_file_and_by_its_first_place(int jobs)
    {
        using var temp = new TempDirectory();
        TreeText.Parse("a/f = x/b/1 /b/1 /c\na/g = nothing\na/empty\nl -> /b/1\na/.bin/s = /c").MakeIn(temp.Path);
        Assert.Equal(
            ["a/.bin/s 0 it names /c", "a/f 1 it names /b/1", "a/f 11 it names /c", "l 0 it names /b/1"],
            Search(temp, jobs, "/b/1", "/c").Select(one => $"{one.Path} {one.Offset} {one.Reason}").Order(StringComparer.Ordinal)
        );
    }

    private static List<Finding> Search(TempDirectory temp, int jobs, params string[] texts)
    {
        using var held = TempDirectory.Hold(temp.Path);
        var scanner = new Scanner(held, 1);
        var top = scanner.Top();
        scanner.ReadAll([top]);
        return ForbiddenText.Search(top, held, [.. texts.Select(BytePath.FromText)], jobs);
    }
}
