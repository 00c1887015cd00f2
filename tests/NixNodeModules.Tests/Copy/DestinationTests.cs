using NixNodeModules.Copy;
using NixNodeModules.Paths;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Copy;

public sealed class DestinationTests : IDisposable
{
    private readonly TempDirectory temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("full", "not empty")]
    [InlineData("file", "a file in its place")]
    [InlineData("file/", "a file in its place")]
    [InlineData("link", "a link in its place")]
    [InlineData("link/", "a link in its place")]
    [InlineData("dangling", "a link in its place")]
    [InlineData("pipe", "a file in its place")]
    [InlineData("missing/out", "no directory")]
    [InlineData("file/out", "no directory")]
    [InlineData("full/.", "not empty")]
    [InlineData("empty/../full", "not empty")]
    public void A_place_that_is_taken_is_refused_with_the_reason(string path, string reason)
    {
        MakeTree();
        var failure = Assert.Throws<Failure>(() => Open(path));
        Assert.Equal(ExitCode.Usage, failure.Code);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Next);
    }

    [Theory]
    [InlineData("new", true)]
    [InlineData("new///", true)]
    [InlineData("empty", true)]
    [InlineData("empty/", true)]
    [InlineData("empty/.", true)]
    [InlineData("full/sub/..", false)]
    [InlineData("full", false)]
    public void A_free_place_or_one_to_replace_is_taken(string path, bool isEmpty)
    {
        MakeTree();
        using var destination = Open(path, replace: !isEmpty);
        Assert.Equal(isEmpty, destination.IsEmpty);
        Assert.Equal(path.StartsWith("new", StringComparison.Ordinal), destination.Existing is null);
    }

    [Fact]
    public void The_root_of_the_file_system_is_no_place() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<Failure>(() => Destination.Open(BytePath.FromText("//"), replace: true)).Code);

    [Theory]
    [InlineData("ws/out")]
    [InlineData("ws/sub/out")]
    [InlineData("into/out")]
    [InlineData("ws")]
    [InlineData(".")]
    public void An_output_in_the_source_or_around_it_is_refused_whatever_the_way_there(string path)
    {
        TreeText.Parse("ws/sub/f\ninto -> ws/sub\nbeside/").MakeIn(temp.Path);
        using var source = TempDirectory.Hold(temp["ws"]);
        using var destination = Open(path, replace: true);
        Assert.Equal(ExitCode.Usage, Assert.Throws<Failure>(() => Nesting.Refuse(source, destination)).Code);
        using var beside = Open("beside/out");
        Nesting.Refuse(source, beside);
    }

    [Fact]
    public void An_output_in_an_exported_directory_is_refused()
    {
        TreeText.Parse("ws/node_modules/x/f\nother/").MakeIn(temp.Path);
        var planned = Copies.Plan(Copies.Scan(temp["ws"]));
        using var inside = Open("ws/node_modules/out");
        Assert.Equal(ExitCode.Usage, Assert.Throws<Failure>(() => Nesting.RefuseWithin(planned, inside)).Code);
        using var beside = Open("other/out");
        Nesting.RefuseWithin(planned, beside);
    }

    private void MakeTree() =>
        TreeText.Parse("full/sub/\nempty/\nfile = x\nlink -> empty\ndangling -> nowhere\npipe | fifo").MakeIn(temp.Path);

    private Destination Open(string path, bool replace = false) => Destination.Open(BytePath.FromText(temp[path]), replace);
}
