using System.Globalization;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Trees larger than any that a package manager makes.</summary>
public sealed class LimitTests
{
    // Made and looked at from within: no path reaches the bottom. The second name is longer, for paths over 4,096 bytes early on.
    internal const string MakeDeep = """
        import os, sys
        at = os.open(sys.argv[1], os.O_RDONLY)
        for i in range(int(sys.argv[2])):
            name = 'd' if i % 2 else 'e' * 20
            os.mkdir(name, dir_fd=at)
            below = os.open(name, os.O_RDONLY, dir_fd=at)
            os.close(at)
            at = below
        fd = os.open('bottom', os.O_WRONLY | os.O_CREAT, dir_fd=at)
        os.write(fd, b'here\n')
        os.symlink('bottom', 'link', dir_fd=at)
        """;

    private const string LookDeep = """
        import os, sys
        at = os.open(sys.argv[1], os.O_RDONLY)
        for i in range(int(sys.argv[2])):
            below = os.open('d' if i % 2 else 'e' * 20, os.O_RDONLY, dir_fd=at)
            os.close(at)
            at = below
        print(sorted(os.listdir(at)) == ['bottom', 'link'], os.readlink('link', dir_fd=at))
        print(os.read(os.open('bottom', os.O_RDONLY, dir_fd=at), 10))
        """;

    [Theory, InlineData("1", "1024"), InlineData("4", "32")]
    public void Ten_thousand_levels_are_copied_verified_and_removed(string jobs, string descriptors)
    {
        using var site = Site.InMemory().AddWorkspace().Directory("node_modules/deep");
        const string levels = "10000";
        Tool.Run("python3", "-c", MakeDeep, site.PathOf("node_modules/deep"), levels);
        try
        {
            Limited(descriptors, "export", "--root", site.Repo, "--out", site.Out, "--jobs", jobs).Ended(0);
            Assert.Equal(
                "True bottom\nb'here\\n'\n",
                Tool.Run("python3", "-c", LookDeep, $"{site.Out}/node_modules/deep", levels)
            );
            Limited(descriptors, "verify", site.Out, "--forbid", "nowhere to be found", "--jobs", jobs).Ended(0);

            // What was there is taken away, all the way down.
            Limited(descriptors, "export", "--root", site.Repo, "--out", site.Out, "--jobs", jobs, "--replace").Ended(0);
            Assert.Equal(["out", "repo"], Kernel.List(site.Top));

            var (failed, wasInjected) = Strace.RunExport(site, "renameat2:error=EIO", "--replace");
            Assert.True(wasInjected);
            failed.Ended(1);
            Assert.Equal(["out", "repo"], Kernel.List(site.Top));
        }
        finally
        {
            Tool.Run("rm", "-rf", site.Out, site.PathOf("node_modules/deep"));
        }
    }

    [Fact]
    public void A_directory_of_very_many_entries_is_copied_with_little_memory()
    {
        var count = FaultRuns.Of(60_000, 1_000_000);
        using var site = Site.InMemory().AddWorkspace().Directory("node_modules/many");
        Tool.Run(
            "python3",
            "-c",
            "import os, sys\nos.chdir(sys.argv[1])\nfor i in range(int(sys.argv[2])): open(str(i), 'w').close()",
            site.PathOf("node_modules/many"),
            count.ToString(CultureInfo.InvariantCulture)
        );

        // Address space is not memory, but what a cgroup would count cannot be had everywhere: the kernel tells the most that was used.
        var outcome = Tool.Try(
                "python3",
                [
                    "-c",
                    "import resource, subprocess, sys\ncode = subprocess.call(sys.argv[1:])\n"
                        + "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\nsys.exit(code)",
                    Binary.Path,
                    "export",
                    "--root",
                    site.Repo,
                    "--out",
                    site.Out,
                    "--quiet",
                ],
                environment: null,
                directory: null
            )
            .Ended(0);
        var bytes = long.Parse(outcome.Output.Trim(), CultureInfo.InvariantCulture) * 1024;
        Assert.InRange(bytes, 1, (40 << 20) + (count * 400L));
        Assert.Equal(count, Directory.GetFileSystemEntries($"{site.Out}/node_modules/many").Length);
        FaultRuns.Note($"bytes of memory for {count} entries of one directory", (int)bytes);
    }

    private static Outcome Limited(string descriptors, params string[] arguments) =>
        Tool.Try("prlimit", [$"--nofile={descriptors}", Binary.Path, .. arguments], environment: null, directory: null);
}
