namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// A site whose export takes a while: some thousands of small files and a few of many megabytes, in memory where there is /dev/shm. Shared
/// by the tests of a class.
/// </summary>
public sealed class LargeSite : IDisposable
{
    private const int Directories = 150;
    private const int FilesEach = 20;
    private const long BigFile = 64 << 20;

    public LargeSite()
    {
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : ScratchSpace.Top;
        Site = Site.At(Directory.CreateDirectory($"{memory}/{Path.GetFileName(ScratchSpace.Top)}-large").FullName).AddWorkspace();
        for (var i = 0; i < Directories; i++)
        {
            for (var j = 0; j < FilesEach; j++)
            {
                Site.File($"node_modules/.pnpm/many/node_modules/dir-{i}/file-{j}.js", $"{i} {j}\n");
            }
        }

        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        foreach (var name in (string[])["a", "m", "z"])
        {
            Site.Directory($"node_modules/{name}");
            using var file = File.OpenWrite(Site.PathOf($"node_modules/{name}/big"));
            for (long written = 0; written < BigFile; written += bytes.Length)
            {
                file.Write(bytes);
            }
        }

        Source = TreeSnapshot.Of(Site.PathOf("node_modules"));
    }

    /// <summary>The site, which has no output between tests.</summary>
    internal Site Site { get; }

    /// <summary>Its root's module tree.</summary>
    internal TreeSnapshot Source { get; }

    /// <summary>Starts an export.</summary>
    internal Medallion.Shell.Command Start(params string[] options) =>
        Tool.Start(Binary.Path, ["export", "--root", Site.Repo, "--out", Site.Out, .. options]);

    /// <summary>The entries beside the workspace: the output, and staging directories.</summary>
    internal IReadOnlyList<string> Beside() => [.. Kernel.List(Site.Top).Where(name => name != "repo")];

    /// <summary>Whether the output is there and whole.</summary>
    internal bool IsWhole() =>
        Directory.Exists(Site.Out) && Source.DifferencesTo(TreeSnapshot.Of($"{Site.Out}/node_modules")).Count == 0;

    /// <summary>Removes all but the workspace.</summary>
    internal void Clear()
    {
        foreach (var name in Beside())
        {
            ScratchSpace.Remove($"{Site.Top}/{name}");
        }
    }

    public void Dispose() => Site.Dispose();
}
