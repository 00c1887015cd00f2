namespace NixNodeModules.EndToEnd.Support;

/// <summary>The published executable: the one that NNM_BINARY names, else the one that tests/publish makes, once a run.</summary>
internal static class Binary
{
    private static readonly Lazy<string> Published = new(() =>
    {
        if (Environment.GetEnvironmentVariable("NNM_BINARY") is { Length: > 0 } given)
        {
            return System.IO.Path.GetFullPath(given);
        }

        Tool.Run(Repository.PathOf("tests", "publish"));
        return Repository.PathOf("artifacts", "publish", "nix-node-modules");
    });

    private static readonly Lazy<string> Copied = new(() =>
    {
        var copy = System.IO.Path.Combine(ScratchSpace.MakeDirectory("binary"), "nix-node-modules");
        File.Copy(Path, copy);
        Kernel.SetMode(copy, "0755");
        return copy;
    });

    /// <summary>The executable's absolute path.</summary>
    public static string Path => Published.Value;

    /// <summary>A copy of it that every user can reach and run.</summary>
    public static string PathForAll => Copied.Value;

    /// <summary>Runs the executable to its end.</summary>
    public static Outcome Run(params string[] arguments) => Tool.Try(Path, arguments, environment: null, directory: null);
}
