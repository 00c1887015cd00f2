using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NixNodeModules.Inspect;

namespace NixNodeModules.Report;

/// <summary>The report as a page for a browser: one file that asks nothing of a network. The page's script draws what this gives it.</summary>
internal static class HtmlReport
{
    private const string Mark = "/*DATA*/";

    // What HTML could take for the end of the script is escaped, so that no name can end it.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter writer, Inspection inspection)
    {
        using var resource = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.html")!);
        var page = resource.ReadToEnd();
        var mark = page.IndexOf(Mark, StringComparison.Ordinal);
        writer.Write(page.AsSpan(0, mark));
        writer.Write(Data(inspection));
        writer.Write(page.AsSpan(mark + Mark.Length));
    }

    // Arrays in place of objects: a package is {name, version, path, bytes, files, use, [index of what it needs, index of kind, …]}.
    private static string Data(Inspection inspection)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("total");
            json.WriteNumberValue(inspection.Total.Files);
            json.WriteNumberValue(inspection.Total.Bytes);
            json.WriteNumberValue(inspection.Other.Bytes);
            json.WriteEndArray();
            WritePackages(json, inspection);
            json.WriteStartArray("modes");
            foreach (var mode in inspection.Modes)
            {
                json.WriteStringValue(Names.Of(mode.Mode));
                json.WriteStringValue(InspectReport.ModeText(mode, inspection.Modes[^1].Holds));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void WritePackages(Utf8JsonWriter json, Inspection inspection)
    {
        var packages = inspection.Inventory.Packages;
        var kinds = new List<string>();
        json.WriteStartArray("packages");
        foreach (var package in packages)
        {
            json.WriteStartArray();
            json.WriteStringValue(package.Package.DisplayName);
            json.WriteStringValue(package.Package.Manifest.Version is { } version ? Paths.Escaped.Text(version) : "");
            json.WriteStringValue(WhyReport.Shown(package.Path));
            json.WriteNumberValue(package.Bytes);
            json.WriteNumberValue(package.Files);
            json.WriteStringValue(WhyReport.UseOf(package));
            json.WriteStartArray();
            foreach (var dependence in package.Needs)
            {
                Write(json, dependence.On, Names.Of(dependence.Edge.Dependency.Kind), kinds);
            }

            foreach (var link in LinksOnly(inspection, package))
            {
                Write(json, link.On, InspectReport.KindOf(link), kinds);
            }

            json.WriteEndArray();
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("kinds");
        foreach (var kind in kinds)
        {
            json.WriteStringValue(kind);
        }

        json.WriteEndArray();
    }

    private static List<ProjectLink> LinksOnly(Inspection inspection, InstalledPackage package)
    {
        foreach (var project in inspection.Projects)
        {
            if (project.Package == package)
            {
                return project.Links.FindAll(link => link.Kind is null);
            }
        }

        return [];
    }

    private static void Write(Utf8JsonWriter json, InstalledPackage on, string kind, List<string> kinds)
    {
        if (!kinds.Contains(kind))
        {
            kinds.Add(kind);
        }

        json.WriteNumberValue(on.Number);
        json.WriteNumberValue(kinds.IndexOf(kind));
    }
}
