using System.Text;
using System.Text.Json;
using NixNodeModules.Paths;
using NixNodeModules.Verify;

namespace NixNodeModules.Report;

/// <summary>Findings in the format of static analysis tools, for code scanning services (SARIF 2.1.0, OASIS).</summary>
internal static class SarifReport
{
    /// <summary>
    /// Writes one run with a rule for each kind that was found. Places are relative to the working directory where the tree was given so,
    /// which services take for the repository's top; else they are absolute.
    /// </summary>
    public static void Write(Stream stream, BytePath tree, IReadOnlyList<Finding> findings)
    {
        using (var json = new Utf8JsonWriter(stream, JsonReport.Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, findings);
            json.WriteStartArray("results");
            foreach (var finding in findings)
            {
                WriteResult(json, tree, finding);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteTool(Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "nix-node-modules");
        json.WriteString("version", Program.Version);
        json.WriteStartArray("rules");
        foreach (
            var one in findings
                .DistinctBy(finding => Names.Of(finding.Kind), StringComparer.Ordinal)
                .OrderBy(one => Names.Of(one.Kind), StringComparer.Ordinal)
        )
        {
            json.WriteStartObject();
            json.WriteString("id", Names.Of(one.Kind));
            json.WriteStartObject("shortDescription");
            json.WriteString("text", Description(one.Kind));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, BytePath tree, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", Names.Of(finding.Kind));
        json.WriteString("level", "error");
        json.WriteStartObject("message");
        json.WriteString("text", VerifyReport.Sentence(finding));
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri(Place(tree, finding.Path)));
        json.WriteEndObject();
        if (finding is { Offset: { } offset, LinkText: null })
        {
            json.WriteStartObject("region");
            json.WriteNumber("byteOffset", offset);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Description(FindingKind kind) =>
        kind switch
        {
            FindingKind.Dangling => "A link leads nowhere.",
            FindingKind.Reflexive => "A link leads to itself.",
            FindingKind.Looping => "A link leads in a circle, or over more than 40 links.",
            FindingKind.Escaping => "A link leads outside the tree.",
            FindingKind.Absolute => "A link has an absolute text.",
            FindingKind.Skeleton => "A link leads to a package of which only its node_modules is left.",
            FindingKind.Missing => "A package does not find what it depends on.",
            FindingKind.Unreadable => "A package.json cannot be read.",
            FindingKind.Forbidden => "A file or a link names what it must not name.",
            _ => "The tree is not as it should be.",
        };

    // A tree that lies above or beside the working directory keeps its dots.
    private static BytePath Place(BytePath tree, BytePath path) =>
        ((tree.IsAbsolute ? null : BytePath.Empty.Resolve(tree)) ?? tree).Join(path.Span);

    // RFC 3986: what is not unreserved is written as %XX, so that every name of bytes is a URI.
    private static string Uri(BytePath path)
    {
        var uri = new StringBuilder(path.IsAbsolute ? "file://" : "");
        foreach (var value in path.Span)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || "-._~/@+"u8.Contains(value))
            {
                uri.Append((char)value);
            }
            else
            {
                uri.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }

        return uri.ToString();
    }
}
