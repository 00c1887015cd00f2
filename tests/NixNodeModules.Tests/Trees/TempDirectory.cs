using System.Diagnostics;
using NixNodeModules.Paths;
using NixNodeModules.Posix;

namespace NixNodeModules.Tests.Trees;

/// <summary>A fresh directory, in memory where the machine has such a file system; removed with all it holds, whatever its modes and depth.</summary>
internal sealed class TempDirectory : IDisposable
{
    private int count;

    public TempDirectory()
    {
        var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath().TrimEnd('/');
        Path = $"{parent}/nnm-tests-{Guid.NewGuid():N}";
        Kernel.MakeDirectory(Path);
        Path = FileSystem.TryRealPath(BytePath.FromText(Path))!.ToString();
    }

    /// <summary>The physical path.</summary>
    public string Path { get; }

    /// <summary>A path in it.</summary>
    public string this[string name] => $"{Path}/{name}";

    /// <summary>Makes a new directory in it and gives its path.</summary>
    public string Fresh()
    {
        var path = $"{Path}/{count++}";
        Kernel.MakeDirectory(path);
        return path;
    }

    /// <summary>Opens a directory for the product to work in.</summary>
    public static HeldDirectory Hold(string path) =>
        FileSystem.TryHold(BytePath.FromText(path)) ?? throw new IOException($"cannot open {path}");

    public void Dispose()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Run("chmod", "-R", "u+rwX", "--", Path);
        }

        Run("rm", "-rf", "--", Path);
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
    }
}
