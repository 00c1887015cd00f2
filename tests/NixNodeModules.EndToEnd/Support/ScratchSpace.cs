using NixNodeModules.EndToEnd.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(ScratchSpace))]

namespace NixNodeModules.EndToEnd.Support;

/// <summary>The one directory below which a test run writes; it goes when the run ends.</summary>
internal sealed class ScratchSpace : IDisposable
{
    private static int count;

    /// <summary>Its path, without links in it.</summary>
    public static string Top { get; } =
        Kernel.Resolve(Directory.CreateTempSubdirectory("nnm-").FullName) ?? throw new IOException("no temporary directory");

    /// <summary>Makes a new empty directory and gives its path.</summary>
    public static string MakeDirectory(string name)
    {
        var path = Path.Combine(Top, $"{Interlocked.Increment(ref count)}-{name}");
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Removes a tree, whatever the modes of its directories.</summary>
    public static void Remove(string path)
    {
        Tool.Run("chmod", "-R", "u+rwX", path);
        Tool.Run("rm", "-rf", path);
    }

    public void Dispose() => Remove(Top);
}
