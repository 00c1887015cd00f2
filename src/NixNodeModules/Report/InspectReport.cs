using System.Text.Json;
using NixNodeModules.Inspect;
using NixNodeModules.Plan;
using NixNodeModules.Scan;

namespace NixNodeModules.Report;

/// <summary>What there is to tell of a workspace, for people and for programs.</summary>
internal static class InspectReport
{
    /// <summary>Writes the report for people.</summary>
    public static void WriteText(Page page, Inspection inspection)
    {
        var packages = inspection.Inventory.Packages.Count - inspection.Projects.Count;
        page.WriteLine(
            $"{TextReport.Count(inspection.Projects.Count, "project")}, {TextReport.Count(packages, "installed package")}, {Shown(inspection.Total)}"
        );
        page.WriteLine($"  {Links(inspection.LinkKinds)}");
        foreach (var project in inspection.Projects)
        {
            WriteProject(page, project);
        }

        page.WriteList("largest packages", [.. Largest(inspection).Select(one => $"{Sized(one.Bytes)}  {Where(one)}")]);
        page.WriteList(
            "in several versions",
            [
                .. Duplicates
                    .ByVersion(inspection.Inventory)
                    .Select(one => $"{Sized(one.Bytes)}  {one.Name}: {string.Join(", ", one.Versions)}"),
            ]
        );
        page.WriteList(
            "in several places",
            [
                .. Duplicates
                    .ByPlace(inspection.Inventory)
                    .Select(one =>
                        $"{Sized(one.Bytes)}  {one.Name}: {string.Join(", ", one.Packages.Select(package => package.Path.Display))}"
                    ),
            ]
        );
        page.WriteList(
            "installed, and nothing leads there",
            [.. inspection.Inventory.Packages.Where(one => !one.IsReached).Select(Where)]
        );
        var plain = inspection.Modes[^1].Holds;
        page.WriteLine($"  beside a plain copy of the root's node_modules ({Shown(plain)}) an export has:");
        foreach (var mode in inspection.Modes)
        {
            page.WriteLine($"    {Names.Of(mode.Mode), -22}{ModeText(mode, plain)}");
        }
    }

    /// <summary>Writes the report for programs: member by member, as in <see cref="JsonReport"/>.</summary>
    public static void WriteJson(Stream stream, Inspection inspection)
    {
        using (var json = new Utf8JsonWriter(stream, JsonReport.Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", "nix-node-modules/inspect/1");
            json.WriteString("version", Program.Version);
            JsonReport.WriteTotals(json, "totals", inspection.Total);
            JsonReport.WriteTotals(json, "other", inspection.Other);
            WriteLinkKinds(json, inspection.LinkKinds);
            json.WriteStartArray("projects");
            foreach (var project in inspection.Projects)
            {
                WriteProject(json, project);
            }

            json.WriteEndArray();
            json.WriteStartArray("packages");
            foreach (var package in inspection.Inventory.Packages)
            {
                json.WriteStartObject();
                WhyReport.WritePackage(json, package);
                json.WriteString("use", WhyReport.UseOf(package));
                json.WriteNumber("files", package.Files);
                json.WriteNumber("bytes", package.Bytes);
                json.WriteNumber("dependents", package.NeededBy.Count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteDuplicates(json, "severalVersions", Duplicates.ByVersion(inspection.Inventory));
            WriteDuplicates(json, "severalPlaces", Duplicates.ByPlace(inspection.Inventory));
            WriteModes(json, inspection);
            json.WriteNumber("outside", inspection.Inventory.Outside.Count);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>What a mode would add and what it breaks, in words.</summary>
    internal static string ModeText(ModeView mode, Totals plain)
    {
        if (mode.Impossible is { } reason)
        {
            return $"refused: {reason}";
        }

        var parts = new List<string>();
        if (mode.Refusals.Count > 0)
        {
            parts.Add(
                $"refused: {TextReport.Count(mode.Refusals.Count, "finding")}, first {Names.Of(mode.Refusals[0].Kind)} {mode.Refusals[0].Path.Display}"
            );
        }

        if (mode.Mode != ExportMode.AllowBroken)
        {
            parts.Add(
                $"+{TextReport.Count(mode.Brings.Count, "workspace package")}, +{TextReport.Count(Math.Max(0, mode.Holds.Files - plain.Files), "file")}, +{TextReport.Size(Math.Max(0, mode.Holds.Bytes - plain.Bytes))}"
            );
        }

        if (mode.Dropped > 0)
        {
            parts.Add($"{TextReport.Count(mode.Dropped, "link")} left out");
        }

        if (mode.Broken > 0)
        {
            parts.Add(
                $"{TextReport.Count(mode.Broken, "link")} of it {(mode.Broken == 1 ? "leads" : "lead")} nowhere or outside"
            );
        }

        if (mode.Loses.Count > 0)
        {
            var more = mode.Loses.Count > 4 ? $" and {mode.Loses.Count - 4} more" : "";
            parts.Add($"not there: {string.Join(", ", mode.Loses.Take(4).Select(one => one.Package.DisplayName))}{more}");
        }

        return parts.Count > 0 ? string.Join("; ", parts) : "nothing more, and nothing is broken";
    }

    private static void WriteProject(Page page, ProjectView project)
    {
        var package = project.Package;
        page.WriteLine(
            $"  {page.Strong(package.Title)}  {WhyReport.Shown(package.Path)}  ({TextReport.Count(package.Files, "file")}, {TextReport.Size(package.Bytes)})"
        );
        var lines = new List<string>();
        if (project.Tree is { } tree)
        {
            lines.Add($"node_modules  {Shown(tree)}; {Links(project.LinkKinds)}");
        }

        foreach (var link in project.Links)
        {
            lines.Add(
                $"-> {link.On.Package.DisplayName}  {KindOf(link)}{(link.Links < 2 ? "" : $", {TextReport.Count(link.Links, "link")}")}"
            );
        }

        for (var i = 0; i < lines.Count; i++)
        {
            page.WriteLine($"  {(i == lines.Count - 1 ? "└─" : "├─")} {lines[i]}");
        }
    }

    /// <summary>As what a project has to do with another, in a word.</summary>
    internal static string KindOf(ProjectLink link) => link.Kind is { } kind ? Names.Of(kind) : "not declared";

    private static IEnumerable<InstalledPackage> Largest(Inspection inspection) =>
        inspection
            .Inventory.Packages.Where(one => !one.Package.IsProject)
            .OrderByDescending(one => one.Bytes)
            .ThenBy(one => one.Path);

    private static string Where(InstalledPackage package) => $"{package.Title}  {package.Path.Display}";

    private static string Sized(long bytes) => TextReport.Size(bytes).PadLeft(9);

    private static string Shown(Totals amount) => $"{TextReport.Count(amount.Files, "file")}, {TextReport.Size(amount.Bytes)}";

    private static string Links(int[] kinds)
    {
        var parts = new List<string>();
        var all = 0;
        foreach (var kind in Names.LinkKinds)
        {
            all += kinds[(int)kind];
            if (kinds[(int)kind] > 0)
            {
                parts.Add(FormattableString.Invariant($"{kinds[(int)kind]} {Names.Of(kind)}"));
            }
        }

        return $"{TextReport.Count(all, "link")}{(parts.Count > 0 ? $": {string.Join(", ", parts)}" : "")}";
    }

    private static void WriteLinkKinds(Utf8JsonWriter json, int[] kinds)
    {
        json.WriteStartObject("linkKinds");
        foreach (var kind in Names.LinkKinds)
        {
            json.WriteNumber(Names.Of(kind), kinds[(int)kind]);
        }

        json.WriteEndObject();
    }

    private static void WriteProject(Utf8JsonWriter json, ProjectView project)
    {
        json.WriteStartObject();
        WhyReport.WritePackage(json, project.Package);
        json.WriteNumber("files", project.Package.Files);
        json.WriteNumber("bytes", project.Package.Bytes);
        if (project.Tree is { } tree)
        {
            JsonReport.WriteTotals(json, "moduleTree", tree);
        }
        else
        {
            json.WriteNull("moduleTree");
        }

        WriteLinkKinds(json, project.LinkKinds);
        json.WriteStartArray("projects");
        foreach (var link in project.Links)
        {
            json.WriteStartObject();
            json.WriteString("path", WhyReport.Shown(link.On.Path));
            json.WriteString("kind", link.Kind is { } kind ? Names.Of(kind) : null);
            json.WriteNumber("links", link.Links);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDuplicates(Utf8JsonWriter json, string name, List<Duplicates> all)
    {
        json.WriteStartArray(name);
        foreach (var one in all)
        {
            json.WriteStartObject();
            json.WriteString("package", one.Name);
            json.WriteNumber("bytes", one.Bytes);
            json.WriteStartArray("paths");
            foreach (var package in one.Packages)
            {
                json.WriteStringValue(package.Path.Display);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteModes(Utf8JsonWriter json, Inspection inspection)
    {
        json.WriteStartArray("modes");
        foreach (var mode in inspection.Modes)
        {
            json.WriteStartObject();
            json.WriteString("mode", Names.Of(mode.Mode));
            JsonReport.WriteTotals(json, "totals", mode.Holds);
            json.WriteNumber("refusals", mode.Refusals.Count + (mode.Impossible is null ? 0 : 1));
            json.WriteNumber("dropped", mode.Dropped);
            json.WriteNumber("broken", mode.Broken);
            WritePaths(json, "brings", mode.Brings);
            WritePaths(json, "loses", mode.Loses);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePaths(Utf8JsonWriter json, string name, List<InstalledPackage> packages)
    {
        json.WriteStartArray(name);
        foreach (var package in packages)
        {
            json.WriteStringValue(WhyReport.Shown(package.Path));
        }

        json.WriteEndArray();
    }
}
