using System.Text.Json;

namespace NixNodeModules.Publish;

/// <summary>
/// What a <c>package.json</c> says about publishing (npm's documentation, "files", "main", "browser", "bin", "directories.bin"). What is
/// there with another type than npm reads counts as absent.
/// </summary>
/// <param name="Files">The entries of <c>files</c> as written; null where there is no such list, which is not the same as an empty one.</param>
/// <param name="Main">The path of the entry point, without <c>.</c> and <c>..</c>: npm overlooks one that is written with <c>./</c>.</param>
/// <param name="Browser">The path of the entry point for browsers, where that is a single one.</param>
/// <param name="Bins">The paths of executables, without <c>.</c> and <c>..</c>.</param>
/// <param name="BinDirectory">The directory whose files are all executables; npm reads it only where there is no <c>bin</c>.</param>
internal sealed record Publication(
    IReadOnlyList<string>? Files,
    string? Main,
    string? Browser,
    IReadOnlyList<string> Bins,
    string? BinDirectory
)
{
    /// <summary>What an empty manifest says.</summary>
    public static Publication None { get; } = new(null, null, null, [], null);

    /// <summary>Reads it from the object of a manifest.</summary>
    public static Publication Of(JsonElement manifest)
    {
        var bin = Member(manifest, "bin");
        var hasBin = bin.ValueKind is JsonValueKind.Object or JsonValueKind.Array || Text(bin) is { Length: > 0 };
        var binDirectory = hasBin ? null : Path(Member(Member(manifest, "directories"), "bin"));
        return new(
            ReadFiles(Member(manifest, "files")),
            Path(Member(manifest, "main")),
            Path(Member(manifest, "browser")),
            ReadBins(bin),
            binDirectory
        );
    }

    private static List<string>? ReadFiles(JsonElement files)
    {
        if (files.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var entries = new List<string>();
        foreach (var entry in files.EnumerateArray())
        {
            if (Text(entry) is { } text)
            {
                entries.Add(text);
            }
        }

        return entries;
    }

    private static List<string> ReadBins(JsonElement bin)
    {
        var paths = new List<string>();
        switch (bin.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in bin.EnumerateObject())
                {
                    Add(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in bin.EnumerateArray())
                {
                    Add(element);
                }

                break;
            default:
                Add(bin);
                break;
        }

        return paths;

        void Add(JsonElement path)
        {
            if (Path(path) is { } below)
            {
                paths.Add(below);
            }
        }
    }

    // npm takes a path that climbs as one from the package's top (secureAndUnixifyPath), and a backslash as a slash.
    private static string? Path(JsonElement path)
    {
        var names = new List<string>();
        foreach (var name in (Text(path) ?? "").Replace('\\', '/').Split('/'))
        {
            if (name == "..")
            {
                names.RemoveRange(Math.Max(names.Count - 1, 0), Math.Min(names.Count, 1));
            }
            else if (name is not ("" or "."))
            {
                names.Add(name);
            }
        }

        return names.Count == 0 ? null : string.Join('/', names);
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no file has that name.
            return null;
        }
    }
}
