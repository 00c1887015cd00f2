using System.Text.Json;
using System.Text.Json.Serialization;
using NixNodeModules.Paths;

namespace NixNodeModules.Workspace;

/// <summary>What is read of a <c>package.json</c> (https://docs.npmjs.com/cli/configuring-npm/package-json). Names are never used as paths.</summary>
/// <param name="Name">The package's name as written; null where it has none.</param>
/// <param name="Version">The version as written.</param>
/// <param name="Workspaces">The patterns of <c>workspaces</c>, or of its <c>packages</c> where it is an object (Yarn 1, Bun).</param>
internal sealed record PackageManifest(string? Name, string? Version, IReadOnlyList<string> Workspaces)
{
    /// <summary>What a manifest may have at most, in bytes: a hundred times the largest that npm serves.</summary>
    public const int SizeLimit = 8 * 1024 * 1024;

    /// <summary>Reads a manifest from its bytes; throws a refusal (exit code 3) that names <paramref name="path"/> and the place in it.</summary>
    public static PackageManifest Parse(ReadOnlySpan<byte> json, BytePath path)
    {
        var content = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            var raw =
                JsonSerializer.Deserialize(content, ManifestJson.Default.RawManifest)
                ?? throw new JsonException("it holds null instead of an object");
            return new(raw.Name, raw.Version, Patterns(raw.Workspaces));
        }
        catch (JsonException exception)
        {
            var where = exception.LineNumber is { } line ? $" (line {line + 1}, byte {exception.BytePositionInLine + 1})" : "";
            throw new Failure(
                ExitCode.Refused,
                $"cannot read the manifest {path.Display}: it is not the JSON of a package.json{where}",
                "Mend the file, or take the directory out of the workspace's list of packages."
            );
        }
    }

    private static IReadOnlyList<string> Patterns(JsonElement workspaces)
    {
        var list =
            workspaces.ValueKind == JsonValueKind.Object && workspaces.TryGetProperty("packages", out var packages) ? packages : workspaces;
        return list.ValueKind switch
        {
            JsonValueKind.Array => [.. list.EnumerateArray().Select(pattern => pattern.GetString() ?? throw new JsonException())],
            JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object => [],
            _ => throw new JsonException(),
        };
    }
}

/// <summary>The manifest's members as they stand in the file.</summary>
internal sealed class RawManifest
{
    public string? Name { get; init; }
    public string? Version { get; init; }
    public JsonElement Workspaces { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RawManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
