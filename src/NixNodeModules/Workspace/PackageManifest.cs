using System.Text.Json;
using NixNodeModules.Paths;
using NixNodeModules.Publish;

namespace NixNodeModules.Workspace;

/// <summary>What is read of a <c>package.json</c> (npm's documentation, "package.json"). Names are never used as paths.</summary>
/// <param name="Name">The package's name as written; null where it has none.</param>
/// <param name="Version">The version as written.</param>
/// <param name="Workspaces">The patterns of <c>workspaces</c>, or of its <c>packages</c> where it is an object (Yarn 1, Bun).</param>
internal sealed record PackageManifest(string? Name, string? Version, IReadOnlyList<string> Workspaces)
{
    /// <summary>What a manifest may have at most, in bytes: a hundred times the largest that npm serves.</summary>
    public const int SizeLimit = 8 * 1024 * 1024;

    /// <summary>What it says about publishing.</summary>
    public Publication Publication { get; init; } = Publication.None;

    /// <summary>Reads a manifest from its bytes; throws a refusal (exit code 3) that names <paramref name="path"/> and the place in it.</summary>
    public static PackageManifest Parse(ReadOnlySpan<byte> json, BytePath path)
    {
        var content = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            using var document = JsonDocument.Parse(content.ToArray());
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? new(Text(root, "name"), Text(root, "version"), Patterns(Member(root, "workspaces")))
                {
                    Publication = Publication.Of(root),
                }
                : throw new JsonException();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half a surrogate pair or with bytes that are no UTF-8 (JsonElement.GetString).
            var where = exception is JsonException { LineNumber: { } line, BytePositionInLine: var position }
                ? $" (line {line + 1}, byte {position + 1})"
                : "";
            throw new Failure(
                ExitCode.Refused,
                $"cannot read the manifest {path.Display}: it is not the JSON of a package.json{where}",
                "Mend the file, or take the directory out of the workspace's list of packages."
            );
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) switch
        {
            { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            _ => throw new JsonException(),
        };

    private static List<string> Patterns(JsonElement workspaces)
    {
        var list = workspaces.ValueKind == JsonValueKind.Object ? Member(workspaces, "packages") : workspaces;
        if (list.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException();
        }

        var patterns = new List<string>();
        foreach (var pattern in list.EnumerateArray())
        {
            patterns.Add(pattern.ValueKind == JsonValueKind.String ? pattern.GetString()! : throw new JsonException());
        }

        return patterns;
    }
}
