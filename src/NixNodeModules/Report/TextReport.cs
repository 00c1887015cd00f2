using System.Globalization;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Verify;

namespace NixNodeModules.Report;

/// <summary>The report for people: a few lines, the same for the same source.</summary>
internal static class TextReport
{
    /// <summary>Writes the report of an export that was made or planned.</summary>
    public static void Write(Page page, ExportReport report, BytePath output)
    {
        var plan = report.Plan;
        page.WriteLine(
            $"{(report.Result == ExportResult.Planned ? "would export to" : "exported to")} {output.Display} ({page.Strong(Names.Of(report.Mode))})"
        );
        WriteInclusions(page, report);
        page.WriteList("left out", [.. plan.Dropped.Select(link => $"{link.Path.Display} -> {link.Text.Display}")]);
        page.WriteList("re-pointed", [.. plan.Rewritten.Select(one => $"{one.Link.Path.Display} -> {one.Text.Display}")]);
        page.WriteList(
            "shims written anew",
            [.. plan.Contents.Keys.Select(place => place.Path).Order().Select(path => path.Display)]
        );
        WriteFindings(page, "broken, as asked for", report.Broken);
        page.WriteLine(
            $"  {Count(report.Totals.Files, "file")}, {Count(report.Totals.Directories, "directory")}, {LinkCounts(report)}, {Size(report.Totals.Bytes)}"
        );
        foreach (var warning in report.Warnings)
        {
            page.WriteLine($"  {page.Bad("warning:")} {warning}");
        }

        page.WriteLine(
            report.Broken.Count > 0
                ? $"  {Count(report.Broken.Count, "link")} of the output {(report.Broken.Count == 1 ? "leads" : "lead")} nowhere or outside it"
                : "  every link leads to something inside the output: nothing is broken"
        );
    }

    /// <summary>Writes what is wrong, a line a finding.</summary>
    public static void WriteFindings(Page page, string title, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        page.WriteLine($"  {title}:");
        foreach (var finding in findings)
        {
            page.WriteLine(
                $"    {finding.Path.Display}{(finding.LinkText is { } text ? $" -> {text.Display}" : "")}: {finding.Reason}"
            );
        }
    }

    /// <summary>A number of bytes for people, in decimal units.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB"];
        var unit = 0;
        double value = bytes;
        while (value >= 999.5 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(unit == 0 ? value : Math.Round(value, value < 10 ? 1 : 0))} {units[unit]}"
        );
    }

    private static void WriteInclusions(Page page, ExportReport report)
    {
        var moduleTrees = report.Plan.Reach.Inclusions.Count(one => one.Kind == InclusionKind.ModuleTree);
        page.WriteLine($"  {Count(report.Plan.Projects.Count, "project")}, {Count(moduleTrees, "module tree")}");
        var brought = report.Plan.Reach.Inclusions.Where(one => one.Kind != InclusionKind.ModuleTree).ToList();
        if (brought.Count == 0)
        {
            return;
        }

        var isInline = report.Mode == ExportMode.InlineWorkspace;
        page.WriteLine($"  {(isInline ? "inlined" : "materialized")}, since links lead there:");
        var pathWidth = brought.Max(one => Where(one).Length);
        foreach (var one in brought)
        {
            var name = report.PackageName(one) is { } package ? $"  {package}" : "";
            var place =
                isInline && report.Plan.OutputPath(one) is { } path && !path.Equals(one.Path) ? $"  at {path.Display}" : "";
            page.WriteLine($"    {Where(one).PadRight(pathWidth)}  {Why(one)}{name}{place}");
        }
    }

    private static string Where(Inclusion one) =>
        one.Kind switch
        {
            InclusionKind.RootFiles => "the root's own files",
            InclusionKind.Directory or InclusionKind.Focus => $"{one.Path.Display}/",
            _ => one.Path.Display,
        };

    private static string Why(Inclusion one) => one.Because is null ? "in focus" : Count(one.Links, "link");

    private static string LinkCounts(ExportReport report)
    {
        var kinds = string.Join(", ", report.Plan.LinkCounts().Select(pair => $"{pair.Value} {Names.Of(pair.Key)}"));
        return $"{Count(report.Totals.Links, "link")}{(kinds.Length > 0 ? $" ({kinds})" : "")}";
    }

    /// <summary>A number of things, in the plural where that is due.</summary>
    public static string Count(long number, string thing) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{number} {(number == 1 ? thing : thing.EndsWith('y') ? thing[..^1] + "ies" : thing + "s")}"
        );
}
