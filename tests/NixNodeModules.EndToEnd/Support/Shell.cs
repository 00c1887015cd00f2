using System.Collections.Concurrent;
using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>Shells and tools that a test needs and the machine may not have.</summary>
internal static class Shell
{
    private static readonly ConcurrentDictionary<string, Lazy<bool>> Present = new(StringComparer.Ordinal);

    /// <summary>Sees to it that a program is there, by apt where that can be; else the test is skipped.</summary>
    public static void Require(string program) =>
        Assert.SkipUnless(
            Present.GetOrAdd(program, name => new(() => IsThere(name) || (CanInstall && Install(name)))).Value,
            $"{program} is not installed"
        );

    private static bool CanInstall => Unprivileged.IsNeeded && File.Exists("/usr/bin/apt-get");

    private static bool IsThere(string program) =>
        Tool.Try("sh", ["-c", $"command -v {program}"], environment: null, directory: null).Code == 0;

    private static bool Install(string program)
    {
        string[] install = ["-o", "DPkg::Lock::Timeout=300", "-qq", "install", "-y", "--no-install-recommends", program];
        return Tool.Try("apt-get", install, environment: null, directory: null).Code == 0 && IsThere(program);
    }
}
