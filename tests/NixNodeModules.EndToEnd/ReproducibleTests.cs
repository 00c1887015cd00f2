using System.Text;
using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>
/// The same lockfile, installed at two places of different names and depths, not at the same time and with homes of their own
/// (tests/install-workspace makes one for each), and exported with --mtime epoch.
/// </summary>
public sealed class ReproducibleTests
{
    private static readonly string[] Modes = ["materialize-workspace", "inline-workspace", "strip-workspace"];

    public static TheoryData<string, string> Workspaces { get; } =
        Installs.OfEachLinkerAnd(("pnpm-monorepo", "pnpm10"), ("pnpm-workspace", "pnpm12"));

    [Theory, MemberData(nameof(Workspaces))]
    public void Two_installs_give_one_tree_and_one_hash_and_neither_names_its_place(string fixture, string packageManager)
    {
        using var site = Site.Empty();
        string[] places = [$"{site.Top}/first-place", $"{site.Top}/second/and/much/deeper/place"];
        foreach (var place in places)
        {
            Tool.Run(Repository.PathOf("tests", "install-workspace"), fixture, packageManager, place);
            Thread.Sleep(TimeSpan.FromSeconds(1));
        }

        // A copy: what is installed may be hard links into a store.
        var strict = $"{site.Top}/strict";
        Tool.Run("cp", "-a", places[1], strict);
        Tool.Run("chmod", "-R", "g-rwx,o-rwx", strict);
        foreach (var mode in Modes)
        {
            var first = Export(places[0], $"{site.Top}/one", mode, "--jobs", "1");
            var second = Export(places[1], $"{site.Top}/two", mode, "--jobs", "5");
            Assert.Equal(first, second);
            var tree = TreeSnapshot.Of($"{site.Top}/one");
            Assert.Equal([], tree.DifferencesTo(TreeSnapshot.Of($"{site.Top}/two")));
            Assert.Equal([], Naming(tree, "first-place"));
            Assert.Equal([], Naming(TreeSnapshot.Of($"{site.Top}/two"), "second/and"));
            if (NixHash.IsThere)
            {
                Assert.Equal(NixHash.Of($"{site.Top}/one"), first);
            }

            // As another umask would have left it: other modes, the same hash.
            ScratchSpace.Remove($"{site.Top}/two");
            Assert.Equal(first, Export(strict, $"{site.Top}/two", mode));
            Assert.NotEmpty(tree.DifferencesTo(TreeSnapshot.Of($"{site.Top}/two")));
            ScratchSpace.Remove($"{site.Top}/one");
            ScratchSpace.Remove($"{site.Top}/two");
        }
    }

    [Fact]
    public void A_workspace_that_was_moved_after_its_installation_gives_the_same_hash()
    {
        using var site = Site.Empty();
        Tool.Run(Repository.PathOf("tests", "install-workspace"), "pnpm-monorepo", "pnpm10", site.Repo);
        foreach (var mode in Modes)
        {
            var before = Export(site.Repo, site.Out, mode);
            Directory.Move(site.Repo, $"{site.Top}/moved");
            Assert.Equal(before, Export($"{site.Top}/moved", $"{site.Top}/again", mode));
            Assert.Equal([], Naming(TreeSnapshot.Of($"{site.Top}/again"), site.Repo));
            Directory.Move($"{site.Top}/moved", site.Repo);
            ScratchSpace.Remove(site.Out);
            ScratchSpace.Remove($"{site.Top}/again");
        }
    }

    [Fact]
    public void The_hash_is_the_one_that_Nix_gives()
    {
        Assert.SkipUnless(NixHash.IsThere, NixHash.WhyNot);
        using var site = Site.WithWorkspace();
        var hash = Export(site.Repo, site.Out, "materialize-workspace");
        Assert.Equal(NixHash.Of(site.Out), hash);
    }

    private static string Export(string root, string output, string mode, params string[] options)
    {
        var report = Binary
            .Run([
                "export",
                "--root",
                root,
                "--out",
                output,
                "--mode",
                mode,
                "--mtime",
                "epoch",
                "--forbid-source-path",
                "--format",
                "json",
                .. options,
            ])
            .Ended(0)
            .Output;
        using var json = JsonDocument.Parse(report);
        return json.RootElement.GetProperty("hash").GetString()!;
    }

    private static List<string> Naming(TreeSnapshot tree, string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        return
        [
            .. tree
                .Nodes.Where(pair =>
                    pair.Value.IsLink
                        ? pair.Value.Content.Contains(text, StringComparison.Ordinal)
                        : pair.Value.IsFile && File.ReadAllBytes(tree.PathOf(pair.Key)).AsSpan().IndexOf(wanted) >= 0
                )
                .Select(pair => pair.Key),
        ];
    }
}
