using System.Text.Encodings.Web;
using System.Text.Json;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Verify;

namespace NixNodeModules.Report;

/// <summary>
/// The report for programs, described in docs/report.md. Paths and link texts are escaped as in messages, so that bytes that are no UTF-8
/// can be had back. It names neither the root nor the output, and no clock: the same source gives the same bytes. Written member by
/// member: a serializer would be half a megabyte of the binary (docs/adr/001).
/// </summary>
internal static class JsonReport
{
    private const string Schema = "nix-node-modules/export/1";

    /// <summary>How all reports are written.</summary>
    internal static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",

        // Without the escapes that only matter inside HTML: package names begin with @ and paths may be in any script.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the report as UTF-8, with a newline at its end.</summary>
    public static void Write(Stream stream, ExportReport report)
    {
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("version", Program.Version);
            json.WriteString("result", Names.Of(report.Result));
            json.WriteString("mode", Names.Of(report.Mode));
            json.WriteBoolean("moves", report.Moves);
            WriteTotals(json, "totals", report.Totals);
            json.WriteString("hash", report.Hash);
            LayerReport.Write(json, report.Layers);
            WriteLinkKinds(json, report.Plan.Reach.Links);
            WriteProjects(json, report);
            WritePackages(json, report);
            WriteLeftOut(json, report.Plan.LeftOut);
            WriteInclusions(json, report);
            WriteLinks(json, report.Plan.Reach.Links);
            WriteChanges(json, report.Plan);
            WriteFindings(json, "broken", report.Broken);
            WriteFindings(json, "sourcePaths", report.SourcePaths ?? []);
            WriteFindings(json, "findings", report.Findings);
            json.WriteStartArray("warnings");
            foreach (var warning in report.Warnings)
            {
                json.WriteStringValue(warning);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    internal static void WriteTotals(Utf8JsonWriter json, string name, Totals totals)
    {
        json.WriteStartObject(name);
        json.WriteNumber("directories", totals.Directories);
        json.WriteNumber("files", totals.Files);
        json.WriteNumber("links", totals.Links);
        json.WriteNumber("bytes", totals.Bytes);
        json.WriteEndObject();
    }

    private static void WriteLinkKinds(Utf8JsonWriter json, IReadOnlyList<SourceLink> links)
    {
        json.WriteStartObject("linkKinds");
        foreach (var kind in Names.LinkKinds)
        {
            json.WriteNumber(Names.Of(kind), links.Count(link => link.Kind == kind));
        }

        json.WriteEndObject();
    }

    private static void WriteProjects(Utf8JsonWriter json, ExportReport report)
    {
        json.WriteStartArray("projects");
        foreach (var project in report.Plan.Projects)
        {
            json.WriteStartObject();
            json.WriteString("path", Shown(project.Path));
            json.WriteString("name", project.Manifest.Name);
            json.WriteString("version", project.Manifest.Version);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePackages(Utf8JsonWriter json, ExportReport report)
    {
        if (report.Packages is null)
        {
            json.WriteNull("packages");
            return;
        }

        json.WriteStartArray("packages");
        foreach (var package in report.Packages)
        {
            json.WriteStartObject();
            json.WriteString("name", package.Reached.Package.Manifest.Name);
            json.WriteString("version", package.Reached.Package.Manifest.Version);
            json.WriteString("path", Shown(package.Path));
            json.WriteNumber("files", package.Files);
            json.WriteNumber("bytes", package.Bytes);
            json.WriteStartArray("chain");
            foreach (var step in package.Reached.Chain())
            {
                json.WriteStringValue(step.Package.Identity);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLeftOut(Utf8JsonWriter json, IReadOnlyList<LeftOutPackage>? leftOut)
    {
        if (leftOut is null)
        {
            json.WriteNull("leftOut");
            return;
        }

        json.WriteStartArray("leftOut");
        foreach (var one in leftOut)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Package.Manifest.Name);
            json.WriteString("version", one.Package.Manifest.Version);
            json.WriteString("path", one.Package.Directory.Path.Display);
            json.WriteNumber("bytes", one.Bytes);
            json.WriteString("reason", Names.Of(one.Reason));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteInclusions(Utf8JsonWriter json, ExportReport report)
    {
        json.WriteStartArray("inclusions");
        foreach (var one in report.Plan.Reach.Inclusions)
        {
            json.WriteStartObject();
            json.WriteString("path", Shown(one.Path));
            json.WriteString("kind", Names.Of(one.Kind));
            json.WriteString("output", report.Plan.OutputPath(one) is { } path ? Shown(path) : null);
            json.WriteString("package", report.PackageName(one));
            json.WriteNumber("links", one.Links);
            json.WriteString("because", one.Because?.Path.Display);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter json, IReadOnlyList<SourceLink> links)
    {
        json.WriteStartArray("links");
        foreach (var link in links.OrderBy(link => link.Path))
        {
            json.WriteStartObject();
            json.WriteString("path", link.Path.Display);
            json.WriteString("text", link.Text.Display);
            json.WriteString("kind", Names.Of(link.Kind));
            json.WriteString("target", link.Resolution.Ending == Ending.Inside ? Shown(link.Resolution.Target.Path) : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteChanges(Utf8JsonWriter json, ExportPlan plan)
    {
        json.WriteStartArray("dropped");
        foreach (var link in plan.Dropped)
        {
            json.WriteStringValue(link.Path.Display);
        }

        json.WriteEndArray();
        json.WriteStartArray("stateFiles");
        foreach (var one in plan.DroppedStateFiles)
        {
            json.WriteStartObject();
            json.WriteString("path", one.Path.Display);
            json.WriteString("owner", one.Rule.Owner);
            json.WriteString("reason", one.Rule.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rewritten");
        foreach (var rewritten in plan.Rewritten)
        {
            json.WriteStartObject();
            json.WriteString("path", rewritten.Link.Path.Display);
            json.WriteString("from", rewritten.Link.Text.Display);
            json.WriteString("to", rewritten.Text.Display);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("shims");
        foreach (var shim in plan.Rewrites())
        {
            json.WriteStringValue(shim.Display);
        }

        json.WriteEndArray();
    }

    private static void WriteFindings(Utf8JsonWriter json, string name, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray(name);
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            WriteFinding(json, finding);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The members that findings have in every report.</summary>
    internal static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("kind", Names.Of(finding.Kind));
        json.WriteString("path", finding.Path.Display);
        json.WriteString("text", finding.LinkText?.Display);
        json.WriteString("reason", finding.Reason);
    }

    internal static string Shown(BytePath path) => path.IsEmpty ? "." : path.Display;
}
