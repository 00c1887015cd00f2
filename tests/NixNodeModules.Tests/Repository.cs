namespace NixNodeModules.Tests;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>The directory that holds the solution.</summary>
    public static string Top { get; } = FindTop();

    private static string FindTop()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "NixNodeModules.sln")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException("the tests do not lie in a checkout");
    }
}
