using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Workspace;
using Xunit;

namespace NixNodeModules.Tests.Workspace;

public sealed class DiscoveryTests
{
    private const string Packages = """
        p/a/package.json = {"name": "a"}
        p/b/package.json = {"name": "b", "workspaces": ["nested/*"]}
        p/b/nested/c/package.json = {"name": "c"}
        p/empty/
        q/d/package.json = {"name": "../d"}
        p/link -> a

        """;

    [Theory]
    [InlineData("p/*", "p/a p/b")]
    [InlineData("p/**", "p/a p/b p/b/nested/c")]
    [InlineData("q/* p/*", "p/a p/b q/d")]
    [InlineData("p/* !p/a", "p/b")]
    [InlineData("p/* p/*", "p/a p/b")]
    [InlineData("p/** !**/nested/**", "p/a p/b")]
    [InlineData("missing/*", "")]
    [InlineData(". p/a", "p/a")]
    [InlineData("** !p/**", "q/d")]
    public void Npm_and_pnpm_lists_give_the_same_projects_sorted_the_root_first(string patterns, string expected)
    {
        Assert.Equal($" {expected}".TrimEnd(), Find(Npm(patterns)));
        Assert.Equal($" {expected}".TrimEnd(), Find(Pnpm(patterns)));
    }

    [Fact]
    public void For_npm_a_later_pattern_brings_back_what_a_negation_took_out_and_a_negation_takes_nothing_that_comes_later()
    {
        Assert.Equal(" p/a p/b", Find(Npm("p/* !p/a p/a")));
        Assert.Equal(" p/a p/b", Find(Npm("!p/a p/*")));
    }

    [Fact]
    public void For_pnpm_a_negation_holds_for_all_patterns()
    {
        Assert.Equal(" p/b", Find(Pnpm("p/* !p/a p/a")));
        Assert.Equal(" p/b", Find(Pnpm("!p/a p/*")));
    }

    [Fact]
    public void The_pnpm_file_counts_where_there_are_both() =>
        Assert.Equal(" q/d", Find($"package.json = {{\"workspaces\": [\"p/*\"]}}\npnpm-workspace.yaml = packages: [q/*]"));

    [Fact]
    public void A_workspace_without_any_list_is_its_root()
    {
        Assert.Equal("", Find("package.json = {}"));
        Assert.Equal("", Find("other"));
    }

    [Theory]
    [InlineData("package.json/")]
    [InlineData("package.json -> p/a/package.json")]
    [InlineData("package.json | fifo")]
    [InlineData("package.json = {}\npnpm-workspace.yaml/")]
    [InlineData("package.json = {\"workspaces\": [\"broken\"]}\nbroken/package.json/")]
    [InlineData("package.json = {\"workspaces\": [\"broken\"]}\nbroken/package.json = nonsense")]
    public void What_cannot_be_read_as_a_manifest_is_refused_and_no_fifo_hangs(string tree) =>
        Assert.Equal(ExitCode.Refused, Assert.Throws<Failure>(() => Find(tree)).Code);

    [Fact]
    public void A_manifest_of_a_hundred_megabytes_is_refused_unread()
    {
        using var temp = new TempDirectory();
        using (var file = File.Create(temp["package.json"]))
        {
            file.SetLength(100 << 20);
        }

        var failure = Assert.Throws<Failure>(() => FindIn(temp.Path));
        Assert.Equal(ExitCode.Refused, failure.Code);
        Assert.Contains("larger than 8 MiB", failure.Message, StringComparison.Ordinal);
    }

    private static string Npm(string patterns) =>
        $"package.json = {{\"workspaces\": [\"{patterns.Replace(" ", "\", \"", StringComparison.Ordinal)}\"]}}";

    private static string Pnpm(string patterns) =>
        $"package.json = {{}}\npnpm-workspace.yaml = packages: ['{patterns.Replace(" ", "', '", StringComparison.Ordinal)}']";

    private static string Find(string tree)
    {
        using var temp = new TempDirectory();
        TreeText.Parse(Packages + tree).MakeIn(temp.Path);
        return string.Join(' ', FindIn(temp.Path).Select(project => project.Path.ToString()));
    }

    private static IReadOnlyList<Project> FindIn(string path)
    {
        using var held = TempDirectory.Hold(path);
        var scanner = new Scanner(held, 1);
        return new Discovery(held, scanner).FindProjects(scanner.Top());
    }
}
