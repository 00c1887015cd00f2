using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>What holds for every workspace, asked of random ones. NNM_PROPERTY_CASES says how many.</summary>
public sealed class PropertyTests
{
    private static readonly int Cases = int.Parse(
        Environment.GetEnvironmentVariable("NNM_PROPERTY_CASES") ?? "40",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public void The_number_of_threads_changes_neither_tree_nor_report() =>
        Check(site =>
        {
            string[] options = ["--dangling", "drop", "--external", "keep"];
            var one = ExportTo(site, "out", [.. options, "--jobs", "1", "--report", $"{site.Top}/one.json"]);
            var first = TreeSnapshot.Of(site.Out);
            Directory.Move(site.Out, $"{site.Top}/first");
            var eight = ExportTo(site, "out", [.. options, "--jobs", "8", "--report", $"{site.Top}/eight.json"]);

            Assert.Equal(one.Ended(0).Output, eight.Ended(0).Output);
            Assert.Equal(File.ReadAllText($"{site.Top}/one.json"), File.ReadAllText($"{site.Top}/eight.json"));
            Assert.Equal([], first.DifferencesTo(TreeSnapshot.Of(site.Out)));
        });

    [Fact]
    public void What_is_refused_is_refused_alike_and_leaves_nothing() =>
        Check(site =>
        {
            var before = TreeSnapshot.Of(site.Repo);
            var one = ExportTo(site, "out", ["--jobs", "1"]);
            if (one.Code == 0)
            {
                SelfContained.Check(site.Out);
                return;
            }

            var eight = ExportTo(site, "out", ["--jobs", "8"]);
            Assert.Equal(one.Ended(3).ExplainsItself(), eight);
            Assert.Equal(["repo"], Kernel.List(site.Top));
            Assert.Equal([], before.DifferencesTo(TreeSnapshot.Of(site.Repo)));

            // Something is in the way in truth, by the kernel's word and not the product's.
            Assert.Contains(before.Links, link => IsBrokenOrOutside(before, link));
        });

    [Fact]
    public void Materialize_workspace_is_what_the_contract_says() =>
        Check(site =>
        {
            var source = TreeSnapshot.Of(site.Repo);
            ExportTo(site, "out", ["--dangling", "drop", "--external", "keep"]).Ended(0);
            var output = TreeSnapshot.Of(site.Out);
            var expected = ExpectedTree.Of(source, RandomWorkspace.Projects);
            Assert.Equal([], expected.Differences(output, link => source.Nodes[link].IsLink && IsBroken(source, link)));
            Assert.Equal([], SameResolutions.Findings(source, output));
        });

    [Fact]
    public void Exporting_an_export_changes_nothing() =>
        Check(site =>
        {
            if (ExportTo(site, "out", ["--dangling", "drop"]).Code != 0)
            {
                return;
            }

            SelfContained.Check(site.Out);
            var first = TreeSnapshot.Of(site.Out);
            CopyManifests(site);
            Binary.Run("export", "--root", site.Out, "--out", $"{site.Top}/again").Ended(0);
            Assert.Equal([], first.DifferencesTo(TreeSnapshot.Of($"{site.Top}/again")));
        });

    [Fact]
    public void Strip_workspace_leaves_just_what_a_shell_would() =>
        Check(site =>
        {
            var source = TreeSnapshot.Of(site.Repo);
            ExportTo(site, "out", ["--mode", "strip-workspace"]).Ended(0);
            SelfContained.Check(site.Out);
            var output = TreeSnapshot.Of(site.Out);
            var absolute = source.Links.Where(link => LinkWalk.Of(source, link).LeavesTree).ToHashSet(StringComparer.Ordinal);
            if (absolute.Count == 0)
            {
                Assert.Equal([], StrippedReference.Differences(source, output, site.Top));
            }
        });

    private static void Check(Action<Site> property) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Cases).WithEndSize(40).WithQuietOnSuccess(true),
            Prop.ForAll(
                RandomWorkspace.Arbitrary,
                workspace =>
                {
                    using var site = workspace.Build();
                    property(site);
                }
            )
        );

    private static Support.Outcome ExportTo(Site site, string output, string[] options) =>
        Binary.Run(["export", "--root", site.Repo, "--out", $"{site.Top}/{output}", .. options]);

    // What says which directories are projects is no part of an export unless a link leads there.
    private static void CopyManifests(Site site)
    {
        var output = TreeSnapshot.Of(site.Out);
        foreach (var directory in RandomWorkspace.Projects.Where(output.Nodes.ContainsKey))
        {
            foreach (
                var name in ((string[])["package.json", "pnpm-workspace.yaml"]).Where(name =>
                    directory == "" || name == "package.json"
                )
            )
            {
                Tool.Run("cp", "-an", Path.Combine(site.Repo, directory, name), Path.Combine(site.Out, directory));
            }

            var (seconds, nanoseconds) = output.Nodes[directory].Modified;
            Kernel.SetModified(output.PathOf(directory), seconds, nanoseconds);
        }
    }

    private static bool IsBroken(TreeSnapshot tree, string link) => Kernel.Resolve(tree.PathOf(link)) is null;

    private static bool IsBrokenOrOutside(TreeSnapshot tree, string link) =>
        Kernel.Resolve(tree.PathOf(link)) is not { } target
        || (target != tree.Top && !target.StartsWith(tree.Top + "/", StringComparison.Ordinal));
}
