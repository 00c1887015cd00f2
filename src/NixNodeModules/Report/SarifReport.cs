using System.Text;
using System.Text.Json;
using NixNodeModules.Paths;
using NixNodeModules.Verify;

namespace NixNodeModules.Report;

/// <summary>Findings in the format of static analysis tools, for code scanning services (SARIF 2.1.0, OASIS).</summary>
internal static class SarifReport
{
    /// <summary>Writes one run with a rule for each kind that was found; places are relative to the tree.</summary>
    public static void Write(Stream stream, IReadOnlyList<Finding> findings)
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
                WriteResult(json, finding);
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
            var kind in findings
                .Select(finding => Names.Of(finding.Kind))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            json.WriteStartObject();
            json.WriteString("id", kind);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Finding finding)
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
        json.WriteString("uri", Uri(finding.Path));
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

    // RFC 3986: what is not unreserved is written as %XX, so that every name of bytes is a URI.
    private static string Uri(BytePath path)
    {
        var uri = new StringBuilder();
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
