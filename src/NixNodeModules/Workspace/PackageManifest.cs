using System.Text.Json;
using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Publish;

namespace NixNodeModules.Workspace;

/// <summary>What is read of a <c>package.json</c> (npm's documentation, "package.json"). Names are never used as paths before they are checked.</summary>
/// <param name="Name">The package's name as written; null where it has none.</param>
/// <param name="Version">The version as written.</param>
/// <param name="Workspaces">The patterns of <c>workspaces</c>, or of its <c>packages</c> where it is an object (Yarn 1, Bun).</param>
internal sealed record PackageManifest(string? Name, string? Version, IReadOnlyList<string> Workspaces)
{
    /// <summary>What a manifest may have at most, in bytes: a hundred times the largest that npm serves.</summary>
    public const int SizeLimit = 8 * 1024 * 1024;

    /// <summary>A manifest that says nothing.</summary>
    public static PackageManifest Empty { get; } = new(null, null, []);

    /// <summary>What the package depends on.</summary>
    public DeclaredDependencies Dependencies { get; init; } = DeclaredDependencies.None;

    /// <summary>What it says about publishing; of a package that was installed, nothing.</summary>
    public Publication Publication { get; init; } = Publication.None;

    /// <summary>The same, with dependencies that pnpm's settings take away wherever they are declared, by the keys of <c>overrides</c>.</summary>
    public PackageManifest Without(IReadOnlyList<string> overrides) =>
        overrides.Count == 0
            ? this
            : this with
            {
                Dependencies = Dependencies with
                {
                    Dispensable = new HashSet<BytePath>([
                        .. Dependencies.Dispensable,
                        .. overrides.Select(DeclaredDependencies.OverriddenName),
                    ]),
                },
            };

    /// <summary>
    /// Reads a project's manifest from its bytes; throws a refusal (exit code 3) that names <paramref name="path"/> and the place in it.
    /// </summary>
    public static PackageManifest Parse(ReadOnlySpan<byte> json, BytePath path) =>
        Parse(
            json,
            path,
            root =>
                new(Text(root, "name"), Text(root, "version"), Patterns(Member(root, "workspaces")))
                {
                    Dependencies = DeclaredDependencies.Of(root),
                    Publication = Publication.Of(root),
                },
            "Mend the file, or take the directory out of the workspace's list of packages."
        );

    /// <summary>
    /// Reads the manifest of a package that was installed: what has a wrong type in it, as in some that were published long ago, counts as
    /// not being there. Throws a refusal (exit code 3) for what is no JSON object.
    /// </summary>
    public static PackageManifest ParseInstalled(ReadOnlySpan<byte> json, BytePath path) =>
        Parse(
            json,
            path,
            root =>
                new(TextOrNull(root, "name"), TextOrNull(root, "version"), PatternsOrNone(Member(root, "workspaces")))
                {
                    Dependencies = DeclaredDependencies.Of(root),
                },
            "Install again: what the package needs cannot be told without it."
        );

    /// <summary>A manifest that says nothing that can be read (exit code 3).</summary>
    public static Failure Refusal(BytePath path, string why, string next) =>
        new(ExitCode.Refused, $"cannot read the manifest {path.Display}: {why}", next) { Why = why };

    private static PackageManifest Parse(
        ReadOnlySpan<byte> json,
        BytePath path,
        Func<JsonElement, PackageManifest> read,
        string next
    )
    {
        var content = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            using var document = JsonDocument.Parse(content.ToArray());
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? read(root) : throw new JsonException();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half a surrogate pair or with bytes that are no UTF-8 (JsonElement.GetString).
            var where = exception is JsonException { LineNumber: { } line, BytePositionInLine: var position }
                ? $" (line {line + 1}, byte {position + 1})"
                : "";
            throw Refusal(path, $"it is not the JSON of a package.json{where}", next);
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

    private static string? TextOrNull(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static List<string> PatternsOrNone(JsonElement workspaces)
    {
        try
        {
            return Patterns(workspaces);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

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
