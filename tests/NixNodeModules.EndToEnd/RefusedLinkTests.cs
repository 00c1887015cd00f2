using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Links of a source that no export may carry: each is refused with exit code 3, named, and nothing is left behind.</summary>
public sealed class RefusedLinkTests
{
    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/proc/self/root")]
    [InlineData("/proc/self/exe")]
    [InlineData("../../..")]
    [InlineData("../../beside")]
    [InlineData("../../beside/../beside/file")]
    public void I_am_told_of_a_link_that_leads_outside(string text)
    {
        using var site = Site.WithWorkspace().Link("node_modules/bad", text);
        Beside(site);
        site.Refuses(3).Says("node_modules/bad", $"-> {text}", "it leads outside the workspace root", "--external keep");
    }

    [Fact]
    public void A_chain_is_judged_by_its_end()
    {
        using var site = Site.WithWorkspace()
            .Link("node_modules/bad", "../packages/lib/one")
            .Link("packages/lib/one", "two")
            .Link("packages/lib/two", "../../../beside/file");
        Beside(site);
        site.Refuses(3)
            .Says(
                "node_modules/bad -> ../packages/lib/one",
                "packages/lib/one -> two",
                "packages/lib/two -> ../../../beside/file"
            );
    }

    [Fact]
    public void Dots_after_a_link_leave_what_it_leads_to()
    {
        // By its letters node_modules/a leads to node_modules/x, by the kernel to deep/x, which is not there.
        using var site = Site.WithWorkspace()
            .File("node_modules/x", "wrong\n")
            .Directory("deep/er")
            .Link("node_modules/b", "../deep/er")
            .Link("node_modules/a", "b/../x");
        site.Refuses(3).Says("node_modules/a -> b/../x");

        site.File("deep/x", "right\n").Exports();
        Assert.Equal("right\n", File.ReadAllText($"{site.Out}/node_modules/a"));
        SameResolutions.Check(site.Repo, site.Out);
    }

    [Fact]
    public void Links_to_themselves_and_to_each_other_are_told_to_loop()
    {
        using var site = Site.WithWorkspace()
            .Link("node_modules/self", "self")
            .Link("node_modules/ping", "pong")
            .Link("node_modules/pong", "./ping");
        site.Refuses(3)
            .Says(
                "node_modules/self -> self: it already leads in a circle",
                "node_modules/ping -> pong",
                "node_modules/pong -> ./ping"
            );
    }

    [Fact]
    public void Forty_links_are_followed_and_forty_one_are_not()
    {
        // The kernel's own limit, asked of the kernel first.
        using var site = Site.WithWorkspace().File("node_modules/link-0");
        for (var i = 1; i <= 40; i++)
        {
            site.Link($"node_modules/link-{i}", $"link-{i - 1}");
        }

        Assert.NotNull(Kernel.Resolve(site.PathOf("node_modules/link-40")));
        site.Exports();
        SelfContained.Check(site.Out);

        site.Link("node_modules/link-41", "link-40");
        Assert.Null(Kernel.Resolve(site.PathOf("node_modules/link-41")));
        Directory.Delete(site.Out, recursive: true);
        site.Refuses(3).Says("1 thing is in the way", "node_modules/link-41 -> link-40");
    }

    [Fact]
    public void All_broken_links_are_listed()
    {
        using var site = Site.WithWorkspace();
        var links = Enumerable.Range(1, 25).Select(i => $"node_modules/.pnpm/gone-{i}").ToList();
        links.ForEach(link => site.Link(link, "nowhere"));
        site.Refuses(3)
            .Says("25 things are in the way", "leads nowhere", "--dangling drop")
            .Says([.. links.Select(link => $"{link} -> nowhere: ")]);
    }

    [Theory]
    [InlineData("../packages/lib/index.js/")]
    [InlineData("../packages/lib/index.js/.")]
    [InlineData("../packages/lib/index.js/more")]
    [InlineData("../packages/lib/index.js/../index.js")]
    public void A_way_through_a_file_leads_nowhere(string text)
    {
        using var site = Site.WithWorkspace().Link("node_modules/bad", text);
        Assert.Null(Kernel.Resolve(site.PathOf("node_modules/bad")));
        site.Refuses(3).Says($"node_modules/bad -> {text}: it already leads nowhere");
    }

    [Theory]
    [InlineData(4095)]
    [InlineData(4094)]
    public void The_longest_link_text_is_kept_whole(int length)
    {
        var text = "./" + new string('/', length - "./dep".Length) + "dep";
        using var site = Site.WithWorkspace().Link("node_modules/long", text);
        site.Exports();
        Assert.Equal(length, text.Length);
        Assert.Equal(text, Kernel.ReadLink($"{site.Out}/node_modules/long"));
    }

    [Fact]
    public void An_absolute_link_that_leads_inside_becomes_relative()
    {
        using var site = Site.WithWorkspace();
        site.Link("node_modules/absolute", $"{site.Repo}/packages/lib").Link("node_modules/winding", "../../repo/packages/lib");
        var outcome = site.Exports();

        Assert.Equal("../packages/lib", Kernel.ReadLink($"{site.Out}/node_modules/absolute"));
        Assert.Equal("../packages/lib", Kernel.ReadLink($"{site.Out}/node_modules/winding"));
        Assert.Contains("re-pointed", outcome.Output, StringComparison.Ordinal);
        SelfContained.Check(site.Out);
        SameResolutions.Check(site.Repo, site.Out);
    }

    [Fact]
    public void A_root_given_as_a_link_is_the_directory_that_it_leads_to()
    {
        using var site = Site.WithWorkspace();
        site.Link("node_modules/absolute", $"{site.Repo}/packages/lib").Exports();
        var plain = TreeSnapshot.Of(site.Out);

        Kernel.MakeLink("repo", $"{site.Top}/alias");
        Binary.Run("export", "--root", $"{site.Top}/alias", "--out", $"{site.Top}/again").Ended(0);
        Assert.Equal([], plain.DifferencesTo(TreeSnapshot.Of($"{site.Top}/again")));
    }

    private static void Beside(Site site)
    {
        Kernel.MakeDirectories($"{site.Top}/beside");
        Kernel.WriteFile($"{site.Top}/beside/file", "not of the workspace\n");
    }
}
