using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Where an output may be put, and where not.</summary>
public sealed class DestinationTests
{
    [Fact]
    public void A_directory_with_something_in_it_is_refused_and_untouched()
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeDirectories(site.Out);
        Kernel.WriteFile($"{site.Out}/.precious", "precious\n");
        site.Refuses(2).Says(site.Out, "a directory in its place that is not empty", "--replace");
    }

    [Fact]
    public void An_empty_directory_is_used()
    {
        using var site = Site.WithWorkspace();
        site.Exports();
        var plain = TreeSnapshot.Of(site.Out);
        ScratchSpace.Remove(site.Out);

        Kernel.MakeDirectories(site.Out);
        Kernel.SetMode(site.Out, "0700");
        site.Exports();
        Assert.Equal([], plain.DifferencesTo(TreeSnapshot.Of(site.Out)));
        Assert.Equal(["out", "repo"], Kernel.List(site.Top));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_link_is_refused_even_if_it_dangles(bool leadsToDirectory)
    {
        using var site = Site.WithWorkspace();
        if (leadsToDirectory)
        {
            Kernel.MakeDirectories($"{site.Top}/empty");
        }

        Kernel.MakeLink("empty", site.Out);
        site.Refuses(2).Says(site.Out, "there is a link in its place");
        site.Refuses(2, "--replace").Says(site.Out, "there is a link in its place");
    }

    [Theory, InlineData("--mode=materialize-workspace"), InlineData("--replace")]
    public void A_file_is_refused(string option)
    {
        using var site = Site.WithWorkspace();
        Kernel.WriteFile(site.Out, "file\n");
        site.Refuses(2, option).Says(site.Out, "there is a file in its place");
    }

    [Fact]
    public void A_parent_that_is_not_there_is_named()
    {
        using var site = Site.WithWorkspace();
        site.Leaves(() => Binary.Run("export", "--root", site.Repo, "--out", $"{site.Top}/no/out").Ended(2).ExplainsItself())
            .Says($"there is no directory {site.Top}/no", "mkdir -p");
    }

    [Theory]
    [InlineData("repo/out")]
    [InlineData("repo/node_modules/out")]
    [InlineData("repo/packages/lib/node_modules")]
    [InlineData("repo")]
    [InlineData("repo/.")]
    [InlineData("alias/out")]
    [InlineData("beside/alias-of-lib/out")]
    public void An_output_inside_the_source_is_refused(string output)
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeLink("repo", $"{site.Top}/alias");
        Kernel.MakeDirectories($"{site.Top}/beside");
        Kernel.MakeLink("../repo/packages/lib", $"{site.Top}/beside/alias-of-lib");
        site.Leaves(() =>
                Binary.Run("export", "--root", site.Repo, "--out", $"{site.Top}/{output}", "--replace").Ended(2).ExplainsItself()
            )
            .Says($"cannot make the output {site.Top}/{output.TrimEnd('.', '/')}: ");
    }

    [Theory, InlineData("."), InlineData("packages")]
    public void A_source_inside_the_output_is_refused(string output)
    {
        using var site = Site.Empty().File("packages/inner/package.json", "{}").Directory("packages/inner/node_modules");
        var inner = site.PathOf("packages/inner");
        site.Leaves(() =>
                Binary.Run("export", "--root", inner, "--out", site.PathOf(output), "--replace").Ended(2).ExplainsItself()
            )
            .Says($"the workspace {inner} lies in it");
    }

    [Theory]
    [InlineData("repo", "mounted/out")]
    [InlineData("repo/node_modules", "mounted/out")]
    [InlineData("repo/packages/lib", "mounted/out")]
    public void Another_mount_of_the_source_is_no_way_around(string mounted, string output)
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeDirectories($"{site.Top}/mounted");
        using var mount = BindMount.Make($"{site.Top}/{mounted}", $"{site.Top}/mounted");
        site.Leaves(() =>
            Binary
                .Run("export", "--root", site.Repo, "--out", $"{site.Top}/{output}")
                .Ended(2)
                .ExplainsItself()
                .Says("it lies in")
        );
    }

    [Fact]
    public void An_empty_directory_of_the_source_that_is_mounted_elsewhere_is_refused()
    {
        using var site = Site.WithWorkspace().Directory("node_modules/empty");
        Kernel.MakeDirectories(site.Out);
        using var mount = BindMount.Make(site.PathOf("node_modules/empty"), site.Out);
        site.Refuses(2).Says("it lies in node_modules/empty");
    }

    [Fact]
    public void A_mounted_empty_directory_is_used()
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeDirectories($"{site.Top}/volume");
        Kernel.MakeDirectories(site.Out);
        using (BindMount.Make($"{site.Top}/volume", site.Out))
        {
            site.Exports();
            site.Refuses(2, "--replace").Says("mounted there");
        }

        SelfContained.Check($"{site.Top}/volume");
        SameResolutions.Check(site.Repo, $"{site.Top}/volume");
    }

    [Fact]
    public void The_root_of_the_file_system_is_refused()
    {
        using var site = Site.WithWorkspace();
        site.Leaves(() => Binary.Run("export", "--root", site.Repo, "--out", "/").Ended(2).ExplainsItself());
    }

    [Fact]
    public void What_only_looks_like_a_killed_runs_staging_is_not_in_the_way()
    {
        using var site = Site.WithWorkspace();
        var left = $"{site.Top}/.out.nnm-0123456789abcdef";
        Kernel.MakeDirectories($"{left}/node_modules");
        Kernel.MakeLink("repo", $"{site.Top}/.out.nnm-fedcba9876543210");
        var before = TreeSnapshot.Of(left);
        site.Exports().Says($"warning: {left} may be left of a run that was killed");

        SelfContained.Check(site.Out);
        Assert.Equal([], before.DifferencesTo(TreeSnapshot.Of(left)));
        Assert.Equal([".out.nnm-0123456789abcdef", ".out.nnm-fedcba9876543210", "out", "repo"], Kernel.List(site.Top));
    }

    [Fact]
    public void A_parent_that_cannot_be_written_to_ends_with_its_errno()
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeDirectories($"{site.Top}/parent");
        Kernel.SetMode($"{site.Top}/parent", "0555");
        using var someone = Unprivileged.In(site);
        site.Leaves(() => someone.Run("export", "--root", site.Repo, "--out", $"{site.Top}/parent/out").Ended(1).ExplainsItself())
            .Says($"{site.Top}/parent", "EACCES");
    }

    [Fact]
    public void An_empty_directory_below_such_a_parent_is_filled_in_place()
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeDirectories($"{site.Top}/parent/out");
        Kernel.SetMode($"{site.Top}/parent", "0555");
        using var someone = Unprivileged.In(site);
        var output = $"{site.Top}/parent/out";
        someone.Run("export", "--root", site.Repo, "--out", output).Ended(0);
        SameResolutions.Check(site.Repo, output);
        SelfContained.Check(output);

        ScratchSpace.Remove(output);
        Kernel.MakeDirectories(output);
        site.File("node_modules/secret");
        Kernel.SetMode(site.PathOf("node_modules/secret"), "000");
        Tool.Run("chown", "--reference", site.Repo, output);
        site.Leaves(() => someone.Run("export", "--root", site.Repo, "--out", output).Ended(1));
    }
}
