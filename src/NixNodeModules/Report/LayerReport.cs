using System.Text.Json;
using NixNodeModules.Plan;
using NixNodeModules.Scan;

namespace NixNodeModules.Report;

/// <summary>What there is to tell of a layer.</summary>
/// <param name="Layer">The layer as planned.</param>
/// <param name="Totals">How much it holds; a directory that stands in several layers is counted in each.</param>
internal sealed record LayerReport(Layer Layer, Totals Totals)
{
    /// <summary>The name of the file beside the layers that tells of them.</summary>
    public static ReadOnlySpan<byte> ManifestName => "layers.json"u8;

    /// <summary>The hash of the finished layer, sha256- and base64; null where nothing was made.</summary>
    public string? Hash { get; init; }

    /// <summary>The file that lies beside the layers: what they are, in their order.</summary>
    public static byte[] Manifest(IReadOnlyList<LayerReport> layers)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, JsonReport.Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", "nix-node-modules/layers/1");
            json.WriteString("version", Program.Version);
            Write(json, layers);
            json.WriteEndObject();
        }

        text.WriteByte((byte)'\n');
        return text.ToArray();
    }

    /// <summary>Writes the member <c>layers</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<LayerReport>? layers)
    {
        if (layers is null)
        {
            json.WriteNull("layers");
            return;
        }

        json.WriteStartArray("layers");
        foreach (var layer in layers)
        {
            json.WriteStartObject();
            json.WriteString("name", Plan.Layer.Name(layer.Layer.Kind));
            JsonReport.WriteTotals(json, "totals", layer.Totals);
            json.WriteString("hash", layer.Hash);
            json.WriteStartArray("projects");
            foreach (var project in layer.Layer.Projects)
            {
                json.WriteStringValue(JsonReport.Shown(project.Path));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
