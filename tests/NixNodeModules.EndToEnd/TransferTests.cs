using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>However the files get there, the tree is the same; what shares the source's files is what a package manager installed, and no more.</summary>
public sealed class TransferTests
{
    private static readonly string[] Modes = ["materialize-workspace", "inline-workspace", "strip-workspace", "allow-broken"];

    [Theory, InlineData("copy"), InlineData("hardlink")]
    public void The_tree_and_the_report_are_the_same_whatever_the_transfer(string transfer)
    {
        using var site = WithManyKinds();
        foreach (var mode in Modes)
        {
            var auto = site.Exports("--mode", mode, "--format", "json");
            var expected = TreeSnapshot.Of(site.Out);
            ScratchSpace.Remove(site.Out);

            var outcome = site.Leaves(() =>
            {
                var run = site.Exports("--mode", mode, "--format", "json", "--transfer", transfer);
                Assert.Equal([], expected.DifferencesTo(TreeSnapshot.Of(site.Out)));

                // Not a removal that changes modes first: these are the source's files.
                Tool.Run("rm", "-rf", site.Out);
                return run;
            });
            Assert.Equal(auto.Output, outcome.Output);
        }
    }

    [Fact]
    public void Only_installed_files_with_nothing_to_change_are_hard_links()
    {
        using var site = WithManyKinds();
        site.Exports("--transfer", "hardlink").Says("linked 4 files and copied 4");
        var source = TreeSnapshot.Of(site.Repo);
        var linked = TreeSnapshot.Of(site.Out).Nodes.Where(node => IsLinked(node.Key)).Select(node => node.Key);
        Assert.Equal(
            [
                "node_modules/.pnpm/dep@1.0.0/node_modules/dep/again.js",
                "node_modules/.pnpm/dep@1.0.0/node_modules/dep/index.js",
                "node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json",
                "node_modules/.pnpm/dep@1.0.0/node_modules/dep/readonly",
                "packages/lib/node_modules/inner/index.js",
            ],
            linked.Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );

        bool IsLinked(string path) =>
            !Kernel.IsDirectory($"{site.Out}/{path}")
            && source.Nodes.TryGetValue(path, out var original)
            && original.Identity == TreeSnapshot.Of(site.Out).Nodes[path].Identity;
    }

    [Fact]
    public void On_another_file_system_files_are_copied()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "there is no second file system (/dev/shm)");
        using var site = WithManyKinds();
        var shared = Directory.CreateDirectory($"/dev/shm/{Path.GetFileName(ScratchSpace.Top)}-transfer").FullName;
        using var other = Site.At(shared);
        Assert.SkipWhen(
            Kernel.Look(shared)!.Value.st_dev == Kernel.Look(site.Top)!.Value.st_dev,
            "/dev/shm is the same file system as the temporary directory"
        );
        Binary.Run("export", "--root", site.Repo, "--out", other.Out, "--transfer", "hardlink").Ended(0).Says("copied 8 files");
        site.Exports("--transfer", "copy");
        Assert.Equal([], TreeSnapshot.Of(site.Out).DifferencesTo(TreeSnapshot.Of(other.Out)));
    }

    [Theory]
    [InlineData("linkat:error=EXDEV")]
    [InlineData("linkat:error=EMLINK:when=2")]
    [InlineData("linkat:error=EPERM")]
    [InlineData("linkat:error=EOPNOTSUPP")]
    public void A_file_that_cannot_be_linked_is_copied(string fault)
    {
        using var site = WithManyKinds();
        site.Exports();
        var plain = TreeSnapshot.Of(site.Out);
        ScratchSpace.Remove(site.Out);
        var (outcome, wasInjected) = Strace.RunExport(site, fault, "--transfer", "hardlink");
        Assert.True(wasInjected);
        outcome.Ended(0);

        // A partner that could not be linked is a file of its own.
        var made = TreeSnapshot.Of(site.Out);
        Assert.Empty(plain.Nodes.Keys.Except(made.Nodes.Keys, StringComparer.Ordinal));
        Assert.Empty(made.Nodes.Keys.Except(plain.Nodes.Keys, StringComparer.Ordinal));
        SameResolutions.Check(site.Repo, site.Out);
    }

    [Fact]
    public void A_run_that_fails_in_the_middle_leaves_the_linked_files_as_they_were()
    {
        using var site = WithManyKinds();
        site.Leaves(() =>
        {
            var (outcome, wasInjected) = Strace.RunExport(site, "symlinkat:error=ENOSPC:when=2", "--transfer", "hardlink");
            Assert.True(wasInjected);
            return outcome.Ended(1).ExplainsItself();
        });
    }

    // Installed files, one of them twice, read-only and set-id ones; a project's own files, one of which an installed name shares; a
    // package manager's directory inside a project.
    internal static Site WithManyKinds() => AddManyKinds(Site.WithWorkspace());

    internal static Site AddManyKinds(Site site)
    {
        const string dep = "node_modules/.pnpm/dep@1.0.0/node_modules/dep";
        site.File($"{dep}/index.js", "module.exports = 'dep';\n")
            .File($"{dep}/readonly")
            .File($"{dep}/set-id")
            .Directory($"{dep}/empty")
            .File("packages/lib/own.js", "'own';\n")
            .File("packages/lib/node_modules/inner/index.js", "'inner';\n");
        Tool.Run("ln", site.PathOf($"{dep}/index.js"), site.PathOf($"{dep}/again.js"));
        Tool.Run("ln", site.PathOf("packages/lib/own.js"), site.PathOf("packages/lib/same.js"));
        Kernel.SetMode(site.PathOf($"{dep}/readonly"), "0444");
        Kernel.SetMode(site.PathOf($"{dep}/set-id"), "4755");
        Kernel.SetModified(site.PathOf($"{dep}/index.js"), 1_000_000, 7);
        return site;
    }
}
