using Mono.Unix.Native;
using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>Somebody who owns a site and has no privileges: root's tests run as nobody by setpriv, all others as who they are.</summary>
internal sealed class Unprivileged : IDisposable
{
    private const string Nobody = "65534";

    private readonly Site site;

    private Unprivileged(Site site) => this.site = site;

    /// <summary>Whether the tests run with privileges that have to be given up.</summary>
    public static bool IsNeeded => Syscall.geteuid() == 0;

    /// <summary>Gives a site to that user; skips the test where that cannot be done.</summary>
    public static Unprivileged In(Site site)
    {
        if (IsNeeded)
        {
            Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "setpriv (util-linux) is needed to give up root's privileges");
            Kernel.SetMode(ScratchSpace.Top, "0755");
            Tool.Run("chown", "-Rh", $"{Nobody}:{Nobody}", site.Top);
        }

        return new(site);
    }

    /// <summary>Exports the site's repo as that user.</summary>
    public Outcome Export(params string[] options) => Run(["export", "--root", site.Repo, "--out", site.Out, .. options]);

    /// <summary>Runs the executable as that user.</summary>
    public Outcome Run(params string[] arguments) =>
        IsNeeded
            ? Tool.Try(
                "setpriv",
                [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", Binary.PathForAll, .. arguments],
                environment: null,
                directory: "/"
            )
            : Binary.Run(arguments);

    public void Dispose()
    {
        if (IsNeeded)
        {
            Tool.Run("chown", "-Rh", "0:0", site.Top);
        }
    }
}
