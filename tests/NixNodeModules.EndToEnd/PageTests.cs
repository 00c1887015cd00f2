using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>The page that inspect makes, in a real browser.</summary>
public sealed class PageTests(ManyPackages workspace) : IClassFixture<ManyPackages>
{
    [Theory, InlineData(1280, false, "light"), InlineData(1280, true, "dark"), InlineData(390, false, "phone")]
    public async Task A_page_of_a_large_workspace_works_by_keyboard_and_search_without_a_complaint(
        int width,
        bool isDark,
        string name
    )
    {
        var page = workspace.Page;
        Assert.InRange(new FileInfo(page).Length, 10_000, 2_000_000);
        await using var browser = await Browser.Open(page, width, 844, isDark);
        await browser.Picture(name);

        // The map is one stop of Tab, and arrows move on it.
        Assert.Equal("root@1.0.0", await browser.Evaluate("document.title"));
        await browser.Press("Tab");
        const string focused = "document.activeElement.getAttribute('aria-label')";
        var first = await browser.Evaluate(focused);
        Assert.StartsWith("package-", first, StringComparison.Ordinal);
        await browser.Press("ArrowRight");
        Assert.NotEqual(first, await browser.Evaluate(focused), StringComparer.Ordinal);
        await browser.Press("ArrowLeft");
        await browser.Press("Enter");
        Assert.Contains(
            "(dependencies)",
            await browser.Evaluate("document.getElementById('info').textContent"),
            StringComparison.Ordinal
        );
        await browser.Picture($"{name}-chosen");
        await browser.Press("Escape");
        Assert.StartsWith("package-", await browser.Evaluate(focused), StringComparison.Ordinal);

        // Behind the graph's projects comes the search.
        await browser.Press("Tab");
        Assert.StartsWith("root@1.0.0, needs ", await browser.Evaluate(focused), StringComparison.Ordinal);
        await browser.Evaluate("document.getElementById('q').focus()");
        await browser.Type("package-77 node_modules/");
        Assert.Equal("11 packages", (await browser.Evaluate("document.getElementById('count').textContent")).Split(',')[0]);
        Assert.Equal("11", await browser.Evaluate("document.querySelectorAll('tbody tr').length"));
        await browser.Type("x");
        Assert.Equal("0", await browser.Evaluate("document.querySelectorAll('tbody tr').length"));
        await browser.Evaluate("document.getElementById('q').value = '', document.getElementById('q').oninput()");

        Assert.Equal("true", await browser.Evaluate("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Equal(
            isDark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)",
            await browser.Evaluate("getComputedStyle(document.body).backgroundColor")
        );
        await browser.Picture($"{name}-whole");
        Assert.Equal([], browser.Complaints);
    }

    [Fact]
    public async Task Odd_names_are_shown_as_they_are()
    {
        using var site = Site.WithWorkspace()
            .File("node_modules/odd/package.json", """{ "name": "</script><img src=x onerror=alert(1)>", "version": "1" }""");
        var page = $"{site.Top}/report.html";
        Binary.Run("inspect", "--root", site.Repo, "--format", "html", "--output", page).Ended(0);
        await using var browser = await Browser.Open(page);
        Assert.Contains(
            "</script><img src=x onerror=alert(1)>@1",
            await browser.Evaluate("document.querySelector('tbody').textContent"),
            StringComparison.Ordinal
        );
        Assert.Equal("0", await browser.Evaluate("document.images.length"));
        Assert.Equal([], browser.Complaints);
    }
}
