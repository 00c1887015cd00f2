using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Resolve;

/// <summary>Single links over trees in memory at <c>/ws</c>; the link that is asked about is called <c>l</c>.</summary>
public sealed class ResolverTests
{
    [Theory]
    [InlineData("l -> a/f\na/f", "Inside a/f")]
    [InlineData("l -> a\na/", "Inside a")]
    [InlineData("l -> .", "Inside ")]
    [InlineData("d/l -> ..", "Inside ")]
    [InlineData("d/l -> ./../d//e/\nd/e/", "Inside d/e")]
    [InlineData("l -> a/f/\na/f", "Dangling")]
    [InlineData("l -> a/f/.\na/f", "Dangling")]
    [InlineData("l -> a/f/..\na/f", "Dangling")]
    [InlineData("l -> m/\nm -> f\nf", "Dangling")]
    [InlineData("l -> missing", "Dangling")]
    [InlineData("l -> missing/..", "Dangling")]
    [InlineData("l -> l", "Looping")]
    [InlineData("l -> m/x\nm -> ./l", "Looping")]
    [InlineData("d/l -> ../../ws/d", "Inside d leaves")]
    [InlineData("l -> /ws", "Inside  leaves")]
    [InlineData("l -> //ws/./f\nf", "Inside f leaves")]
    [InlineData("l -> m\nm -> /ws/f\nf", "Inside f")]
    [InlineData("l -> ..", "Outside / leaves")]
    [InlineData("l -> ../../..", "Outside / leaves")]
    [InlineData("l -> /elsewhere", "Outside /elsewhere leaves")]
    [InlineData("l -> /elsewhere/file", "Outside /elsewhere/file leaves")]
    [InlineData("l -> /elsewhere/file/", "Dangling leaves")]
    [InlineData("l -> /elsewhere/back/f\nf", "Inside f leaves")]
    [InlineData("l -> /elsewhere/missing/x", "Dangling leaves")]
    [InlineData("l -> /proc/self/root", "Outside /proc leaves")]
    [InlineData("l -> /wsx", "Dangling leaves")]
    [InlineData("l -> m/../x\nm -> a/b\na/b/\na/x", "Inside a/x")]
    public void A_link_leads_where_the_rules_of_the_kernel_say(string tree, string expected)
    {
        var resolution = Follow(TreeText.Parse(tree).InMemory(), Outside());
        var where = resolution.Ending switch
        {
            Ending.Inside => $" {resolution.Target.Path}",
            Ending.Outside => $" {resolution.OutsidePath}",
            _ => "",
        };
        Assert.Equal(expected, $"{resolution.Ending}{where}{(resolution.LeavesTree ? " leaves" : "")}");
    }

    [Fact]
    public void A_link_climbs_from_where_it_leads_not_from_where_it_stands() =>
        Assert.Equal(
            "deep/x",
            Follow(TreeText.Parse("a/l -> m/../x\na/m -> ../deep/er\ndeep/er/\ndeep/x\na/x").InMemory(), Outside())
                .Target.Path.ToString()
        );

    [Fact]
    public void Where_the_tree_is_the_world_leaving_it_ends_the_walk()
    {
        foreach (var text in new[] { "..", "../ws/f", "/ws/f", "m/x" })
        {
            Assert.Equal(Ending.Outside, Follow(TreeText.Parse($"l -> {text}\nm -> ../ws\nf").InMemory(), null).Ending);
        }
    }

    [Fact]
    public void The_way_is_told_as_far_as_the_own_text_goes()
    {
        var crossings = new List<Place>();
        var tree = "l -> a/m/../t\na/m -> n/e\na/n -> ../b\nb/e/x\nb/t/";
        Assert.Equal("b/t", Follow(TreeText.Parse(tree).InMemory(), Outside(), crossings).Target.Path.ToString());
        Assert.Equal(["a", "a/m", "b/t"], crossings.Select(place => place.Path.ToString()));
    }

    [Fact]
    public void What_has_not_been_read_is_asked_for_one_thing_at_a_time()
    {
        var status = new FileStatus { Kind = FileKind.Directory };
        var top = DirectoryNode.Top(status);
        var builder = new ListingBuilder();
        builder.Add(status, "d"u8);
        builder.Add(new() { Kind = FileKind.Link }, "l"u8, "d/x/../../../new/f"u8);
        top.Fill(builder.Build());
        var outside = new Outside(BytePath.FromText("/ws"));

        var directory = Follow(top, outside).Need.Directory!;
        Assert.Equal("d", directory.Path.ToString());
        builder.Add(status, "x"u8);
        directory.Fill(builder.Build());

        var path = Follow(top, outside).Need.OutsidePath!;
        Assert.Equal("/new", path.ToString());
        outside.Learn(path, OutsideKind.Link, BytePath.FromText("ws/d"));

        Assert.Equal(Ending.Dangling, Follow(top, outside).Ending);
    }

    [Theory]
    [InlineData(255, Ending.Inside)]
    [InlineData(256, Ending.Dangling)]
    internal void A_name_may_have_255_bytes(int length, Ending expected)
    {
        var name = new string('n', length);
        Assert.Equal(expected, Follow(TreeText.Parse($"l -> {name}\n{name}").InMemory(), Outside()).Ending);
    }

    private static Resolution Follow(DirectoryNode top, Outside? outside, List<Place>? crossings = null)
    {
        foreach (var directory in TreeWalk.Directories(top))
        {
            if (directory.Listing?.Find("l"u8) is { } index and >= 0)
            {
                return new Resolver(top, outside).Follow(directory, index, crossings);
            }
        }

        throw new ArgumentException("there is no link l", nameof(top));
    }

    private static Outside Outside()
    {
        var outside = new Outside(BytePath.FromText("/ws"));
        outside.Learn(BytePath.FromText("/elsewhere"), OutsideKind.Directory);
        outside.Learn(BytePath.FromText("/elsewhere/file"), OutsideKind.File);
        outside.Learn(BytePath.FromText("/elsewhere/missing"), OutsideKind.Missing);
        outside.Learn(BytePath.FromText("/elsewhere/back"), OutsideKind.Link, BytePath.FromText("../ws"));
        outside.Learn(BytePath.FromText("/wsx"), OutsideKind.Missing);
        return outside;
    }
}
