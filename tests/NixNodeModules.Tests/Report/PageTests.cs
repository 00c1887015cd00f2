using NixNodeModules.Report;
using Xunit;

namespace NixNodeModules.Tests.Report;

public sealed class PageTests
{
    [Theory]
    [InlineData(false, "TERM=xterm", true)]
    [InlineData(true, "TERM=xterm", false)]
    [InlineData(false, "", false)]
    [InlineData(false, "TERM=dumb", false)]
    [InlineData(false, "TERM=xterm NO_COLOR=1", false)]
    [InlineData(false, "TERM=xterm NO_COLOR=", true)]
    [InlineData(false, "TERM=xterm CLICOLOR=0", false)]
    [InlineData(false, "TERM=xterm CLICOLOR=1", true)]
    [InlineData(true, "CLICOLOR_FORCE=1", true)]
    [InlineData(true, "CLICOLOR_FORCE=0", false)]
    [InlineData(true, "CLICOLOR_FORCE=1 NO_COLOR=1", false)]
    public void Colours_are_for_terminals_and_by_the_variables_that_people_agreed_on(bool isRedirected, string set, bool expected)
    {
        var variables = set.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split('='))
            .ToDictionary(one => one[0], one => one[1], StringComparer.Ordinal);
        Assert.Equal(expected, Colour.IsWanted(isRedirected, variables.GetValueOrDefault));
    }

    [Fact]
    public void A_list_is_cut_after_twelve_items_and_at_the_width_and_given_whole_on_request()
    {
        string[] items = [.. Enumerable.Range(1, 14).Select(i => $"item {i} with a long text")];
        Assert.Equal(
            "  things:\n"
                + string.Concat(Enumerable.Range(1, 11).Select(i => $"    item {i} with a long text"[..19] + "…\n"))
                + "    and 3 more; --verbose lists all\n",
            Written(writer => new Page(writer, width: 20).WriteList("things", items))
        );
        Assert.Equal(
            "  things:\n" + string.Concat(items.Select(item => $"    {item}\n")),
            Written(writer => new Page(writer, isWhole: true).WriteList("things", items))
        );
        Assert.Equal("", Written(writer => new Page(writer).WriteList("things", [])));
    }

    private static string Written(Action<TextWriter> write)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        write(writer);
        return writer.ToString();
    }
}
