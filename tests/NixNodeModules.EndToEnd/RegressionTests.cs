using NixNodeModules.EndToEnd.Support;
using Xunit;
using Xunit.Sdk;

namespace NixNodeModules.EndToEnd;

/// <summary>What the product is for, held against the very assertions that its export passes.</summary>
public sealed class RegressionTests
{
    private const string Lib = "node_modules/.pnpm/node_modules/@fixture/lib";

    [Theory, InlineData("pnpm9"), InlineData("pnpm10"), InlineData("pnpm12")]
    public void The_export_passes_what_a_plain_copy_and_a_skeleton_fail(string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of("pnpm-workspace", packageManager);
        Binary.Run("export", "--root", repo, "--out", site.Out).Ended(0);

        SelfContained.Check(site.Out);
        SameResolutions.Check(repo, site.Out);
        Assert.Equal([], SelfContained.Skeletons(repo, site.Out));
    }

    [Theory, InlineData("pnpm9"), InlineData("pnpm10"), InlineData("pnpm12")]
    public void A_plain_copy_of_node_modules_dangles(string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of("pnpm-workspace", packageManager);
        Directory.CreateDirectory(site.Out);
        Tool.Run("cp", "-a", $"{repo}/node_modules", site.Out);

        Assert.Throws<EqualException>(() => SelfContained.Check(site.Out));
        Assert.Throws<EqualException>(() => SameResolutions.Check(repo, site.Out));
        Assert.Contains($"{Lib} -> ../../../../packages/lib: ENOENT", SelfContained.Findings(site.Out), StringComparer.Ordinal);
    }

    [Theory, InlineData("pnpm9"), InlineData("pnpm10"), InlineData("pnpm12")]
    public void A_skeleton_passes_every_existence_check_and_is_found_all_the_same(string packageManager)
    {
        using var site = Site.Empty();
        var repo = RealInstall.Of("pnpm-workspace", packageManager);
        foreach (var directory in (string[])["", "packages/lib", "packages/app"])
        {
            Directory.CreateDirectory(Path.Combine(site.Out, directory));
            Tool.Run("cp", "-a", Path.Combine(repo, directory, "node_modules"), Path.Combine(site.Out, directory));
        }

        SelfContained.Check(site.Out);
        Assert.NotNull(Kernel.Resolve($"{site.Out}/{Lib}"));
        Assert.Contains($"{Lib}: skeleton", SelfContained.Skeletons(repo, site.Out), StringComparer.Ordinal);
        Assert.Throws<EqualException>(() => SameResolutions.Check(repo, site.Out));
    }
}
