using System.Text.Json;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>--external vendor: what lies outside the workspace root comes into the output.</summary>
public sealed class VendorTests
{
    private static readonly string[] Modes = ["materialize-workspace", "inline-workspace"];

    [Theory]
    [InlineData("pnpm-workspace")]
    [InlineData("pnpm-edges")]
    public void Packages_of_pnpms_global_virtual_store_run_from_the_output_alone_which_is_the_same_wherever_that_store_was(
        string fixture
    )
    {
        using var site = Site.Empty();
        var hashes = new HashSet<string?>(StringComparer.Ordinal);
        string[] places = [$"{site.Top}/here", $"{site.Top}/much/deeper/there"];
        foreach (var place in places)
        {
            Directory.CreateDirectory(place);
            Tool.Run(Repository.PathOf("tests", "install-workspace"), fixture, "pnpm12-global", $"{place}/repo");
            foreach (var mode in Modes)
            {
                string[] to =
                [
                    "--root",
                    $"{place}/repo",
                    "--out",
                    $"{place}/{mode}",
                    "--mode",
                    mode,
                    "--mtime",
                    "epoch",
                    "--format",
                    "json",
                ];
                var made = Binary.Run(["export", "--external", "vendor", "--dangling", "drop", .. to]).Ended(0).Output;
                using var report = JsonDocument.Parse(made);
                hashes.Add(report.RootElement.GetProperty("hash").GetString());
            }

            Directory.Move($"{place}/repo", $"{place}/gone-repo");
            Directory.Move($"{place}/store", $"{place}/gone-store");
        }

        Assert.Equal(Modes.Length, hashes.Count);
        foreach (var mode in Modes)
        {
            var output = $"{places[0]}/{mode}";
            SelfContained.Check(output);
            Assert.Equal([], TreeSnapshot.Of(output).DifferencesTo(TreeSnapshot.Of($"{places[1]}/{mode}")));
            Assert.Equal("", Tool.Try("grep", ["-rlF", site.Top, output], environment: null, directory: null).Output);
            if (mode == "materialize-workspace")
            {
                Assert.Equal([], RealInstall.FailingApps(fixture, output));
            }

            foreach (var bin in TreeSnapshot.Of(output).Nodes.Keys.Where(IsInBin))
            {
                Assert.Equal(
                    "1.2.3\n",
                    Tool.Try($"{output}/{bin}", ["1.2.3"], environment: null, directory: "/").Ended(0).Output
                );
            }
        }
    }

    [Fact]
    public void Production_of_one_project_has_of_that_store_what_the_project_reaches_and_runs()
    {
        using var site = Site.Empty();
        Tool.Run(Repository.PathOf("tests", "install-workspace"), "pnpm-workspace", "pnpm12-global", site.Repo);
        foreach (var mode in Modes)
        {
            site.Exports("--mode", mode, "--external", "vendor", "--prod", "--focus", "packages/lib");
            Assert.Equal("is-number@6.0.0", Assert.Single(Kernel.List($"{site.Out}/node_modules/.external")));
            SelfContained.Check(site.Out);
            ScratchSpace.Remove(site.Out);
            site.Exports("--mode", mode, "--external", "vendor", "--prod", "--focus", "packages/app");
            Directory.Move(site.Repo, $"{site.Repo}-gone");
            Directory.Move($"{site.Top}/store", $"{site.Top}/store-gone");
            Assert.Equal([], RealInstall.FailingApps("pnpm-workspace", site.Out));
            SelfContained.Check(site.Out);
            Directory.Move($"{site.Repo}-gone", site.Repo);
            Directory.Move($"{site.Top}/store-gone", $"{site.Top}/store");
            ScratchSpace.Remove(site.Out);
        }
    }

    [Fact]
    public void A_package_beside_the_workspace_is_copied_with_modes_and_times_and_the_report_says_from_where()
    {
        using var site = WithLinkedPackage();
        Assert.Contains(
            $"node_modules/.external/elsewhere@1.0.0  from {site.Top}/elsewhere",
            site.Exports("--external", "vendor").Output,
            StringComparison.Ordinal
        );
        Assert.Equal(".external/elsewhere@1.0.0", Kernel.ReadLink($"{site.Out}/node_modules/elsewhere"));
        ScratchSpace.Remove($"{site.Top}/elsewhere/.git");
        Assert.Equal(
            [],
            TreeSnapshot
                .Of($"{site.Top}/elsewhere")
                .DifferencesTo(TreeSnapshot.Of($"{site.Out}/node_modules/.external/elsewhere@1.0.0"), withTopTime: false)
        );
    }

    [Fact]
    public void Installed_files_from_outside_may_be_hard_links_and_those_of_a_package_beside_are_copies()
    {
        using var site = WithLinkedPackage().File("../elsewhere/node_modules/x/f", "f");
        site.Exports("--external", "vendor", "--transfer", "hardlink");
        string[] files = ["run.sh", "node_modules/x/f"];
        Assert.Equal(
            [false, true],
            files.Select(file =>
                Kernel.Look($"{site.Top}/elsewhere/{file}")!.Value.st_ino
                == Kernel.Look($"{site.Out}/node_modules/.external/elsewhere@1.0.0/{file}")!.Value.st_ino
            )
        );
    }

    [Fact]
    public void I_am_told_which_option_or_setting_helps()
    {
        using var site = WithLinkedPackage();
        site.Refuses(3).Says("node_modules/elsewhere", "--external vendor", "enableGlobalVirtualStore: false");
    }

    [Fact]
    public void An_output_in_what_is_copied_or_around_it_is_refused()
    {
        using var site = WithLinkedPackage();
        string[] arguments = ["export", "--root", site.Repo, "--external", "vendor", "--replace", "--out"];
        foreach (var output in (string[])["elsewhere/out", "elsewhere"])
        {
            site.Leaves(() => Binary.Run([.. arguments, $"{site.Top}/{output}"]).Ended(2).ExplainsItself());
        }

        Directory.CreateDirectory($"{site.Top}/around");
        Directory.Move($"{site.Top}/elsewhere", $"{site.Top}/around/elsewhere");
        Kernel.MakeLink("around/elsewhere", $"{site.Top}/elsewhere");
        site.Leaves(() => Binary.Run([.. arguments, $"{site.Top}/around"]).Ended(2).ExplainsItself());
    }

    private static Site WithLinkedPackage() =>
        Site.WithWorkspace()
            .File("../elsewhere/package.json", """{ "name": "elsewhere", "version": "1.0.0" }""")
            .File("../elsewhere/run.sh", "#!/bin/sh\n")
            .File("../elsewhere/.git/HEAD")
            .Link("node_modules/elsewhere", "../../elsewhere");

    private static bool IsInBin(string path) => path.EndsWith("/.bin/semver", StringComparison.Ordinal);
}
