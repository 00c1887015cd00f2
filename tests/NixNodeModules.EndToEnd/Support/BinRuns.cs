namespace NixNodeModules.EndToEnd.Support;

/// <summary>Runs programs by their names in .bin directories: with a home and a working directory of their own, without a network.</summary>
internal sealed class BinRuns
{
    // Tells what it was to run: which program, with what arguments, and where that looks for packages.
    private const string StandIn = """
        #!/bin/sh
        printf '%s\n' "$NODE_PATH"
        for argument; do
          case $argument in
            */*) readlink -m -- "$argument" ;;
            *) printf '%s\n' "$argument" ;;
          esac
        done

        """;

    private static readonly string Bun = Repository.PathOf(".tools", "package-managers", "node_modules", "bun", "bin");

    private readonly string top;
    private int count;

    private BinRuns(string top) => this.top = top;

    /// <summary>A place for such runs.</summary>
    /// <param name="directory">An empty or absent directory to write into.</param>
    public static BinRuns In(string directory)
    {
        Kernel.MakeDirectories($"{directory}/home");
        Kernel.MakeDirectories($"{directory}/stand-in");
        foreach (var name in (string[])["node", "bun"])
        {
            Kernel.WriteFile($"{directory}/stand-in/{name}", StandIn);
            Kernel.SetMode($"{directory}/stand-in/{name}", "0755");
        }

        return new(directory);
    }

    /// <summary>What a bin has node run, as text: the physical paths of the program and of the directories in NODE_PATH that are there.</summary>
    /// <param name="bin">The bin, by the path to call it by.</param>
    /// <param name="directory">The working directory.</param>
    public string Start(string bin, string directory)
    {
        var run = Run([bin, "--version"], directory, $"{top}/stand-in");
        var lines = run.Output.Split('\n');
        var places = lines[0]
            .Split(':')
            .Where(place => place.Length > 0)
            .Select(place => Place(place, directory))
            .OfType<string>();
        return string.Join('\n', [$"exit code {run.Code}", .. places.Select(place => $"NODE_PATH {place}"), .. lines[1..]]);
    }

    /// <summary>A link to a bin in a directory elsewhere, as a global installation makes one.</summary>
    public string LinkTo(string bin)
    {
        var link = $"{NewDirectory()}/{bin[(bin.LastIndexOf('/') + 1)..]}";
        Kernel.MakeLink(bin, link);
        return link;
    }

    /// <summary>Runs a bin for real, in an empty working directory.</summary>
    public Outcome Run(string bin, string argument) => Run([bin, argument], NewDirectory(), Bun);

    private Outcome Run(string[] command, string directory, string programs) =>
        Tool.Try(
            "timeout",
            ["-k", "1", "20", .. command],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}",
                ["HOME"] = $"{top}/home",
                ["NODE_PATH"] = "",
                ["CI"] = "1",
                ["NO_COLOR"] = "1",
                ["HTTP_PROXY"] = "http://127.0.0.1:9",
                ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            },
            directory
        );

    // A relative one is right from the working directory alone, and so it is named.
    private static string? Place(string place, string directory) =>
        place.StartsWith('/') ? Kernel.Resolve(place)
        : Kernel.Resolve($"{directory}/{place}") is { } there ? $"relative {there}"
        : null;

    private string NewDirectory()
    {
        var directory = $"{top}/{Interlocked.Increment(ref count)}";
        Directory.CreateDirectory(directory);
        return directory;
    }
}
