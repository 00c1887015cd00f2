namespace NixNodeModules.EndToEnd.Support;

/// <summary>The working copy that these tests belong to: its scripts, fixtures and version.</summary>
internal static class Repository
{
    /// <summary>The directory with the solution in it.</summary>
    public static string Top { get; } = FindTop(AppContext.BaseDirectory);

    /// <summary>A path below the top.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Top, .. parts]);

    private static string FindTop(string start)
    {
        var directory = new DirectoryInfo(start);
        while (!File.Exists(Path.Combine(directory.FullName, "NixNodeModules.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException($"no NixNodeModules.sln above {start}");
        }

        return directory.FullName;
    }
}
