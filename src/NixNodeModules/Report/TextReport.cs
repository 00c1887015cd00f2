using System.Globalization;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Verify;

namespace NixNodeModules.Report;

/// <summary>The report for people: a few lines, the same for the same source.</summary>
internal static class TextReport
{
    /// <summary>Writes the report of an export that was made or planned.</summary>
    public static void Write(TextWriter writer, ExportReport report, BytePath output)
    {
        var plan = report.Plan;
        writer.WriteLine(
            $"{(report.Result == ExportResult.Planned ? "would export to" : "exported to")} {output.Display} ({Names.Of(report.Mode)})"
        );
        WriteInclusions(writer, report);
        WriteList(
            writer,
            "copied from outside the workspace",
            [
                .. plan
                    .Reach.Inclusions.Where(one => one.Kind == InclusionKind.External)
                    .Select(one => $"{plan.OutputPath(one)!.Display}  from {one.Path.Display}")
                    .Order(StringComparer.Ordinal),
            ]
        );
        WriteList(writer, "left out", [.. plan.Dropped.Select(link => $"{link.Path.Display} -> {link.Text.Display}")]);
        WriteList(writer, "re-pointed", [.. plan.Rewritten.Select(one => $"{one.Link.Path.Display} -> {one.Text.Display}")]);
        WriteList(
            writer,
            "shims written anew",
            [.. plan.Contents.Keys.Select(place => place.Path).Order().Select(path => path.Display)]
        );
        WriteFindings(writer, "broken, as asked for", report.Broken);
        writer.WriteLine(
            $"  {Count(report.Totals.Files, "file")}, {Count(report.Totals.Directories, "directory")}, {LinkCounts(report)}, {Size(report.Totals.Bytes)}"
        );
        foreach (var warning in report.Warnings)
        {
            writer.WriteLine($"  warning: {warning}");
        }

        writer.WriteLine(
            report.Broken.Count > 0
                ? $"  {Count(report.Broken.Count, "link")} of the output {(report.Broken.Count == 1 ? "leads" : "lead")} nowhere or outside it"
                : "  every link leads to something inside the output: nothing is broken"
        );
    }

    /// <summary>Writes what is wrong, a line a finding.</summary>
    public static void WriteFindings(TextWriter writer, string title, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        writer.WriteLine($"  {title}:");
        foreach (var finding in findings)
        {
            writer.WriteLine(
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

    private static void WriteInclusions(TextWriter writer, ExportReport report)
    {
        var moduleTrees = report.Plan.Reach.Inclusions.Count(one => one.Kind == InclusionKind.ModuleTree);
        writer.WriteLine($"  {Count(report.Plan.Projects.Count, "project")}, {Count(moduleTrees, "module tree")}");
        var brought = report
            .Plan.Reach.Inclusions.Where(one => one.Kind is not (InclusionKind.ModuleTree or InclusionKind.External))
            .ToList();
        if (brought.Count == 0)
        {
            return;
        }

        var isInline = report.Mode == ExportMode.InlineWorkspace;
        writer.WriteLine($"  {(isInline ? "inlined" : "materialized")}, since links lead there:");
        var pathWidth = brought.Max(one => Where(one).Length);
        foreach (var one in brought)
        {
            var name = report.PackageName(one) is { } package ? $"  {package}" : "";
            var place =
                isInline && report.Plan.OutputPath(one) is { } path && !path.Equals(one.Path) ? $"  at {path.Display}" : "";
            writer.WriteLine($"    {Where(one).PadRight(pathWidth)}  {Why(one)}{name}{place}");
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

    // A few are told one by one; the JSON report has them all.
    private static void WriteList(TextWriter writer, string title, List<string> lines)
    {
        const int Most = 12;
        if (lines.Count == 0)
        {
            return;
        }

        writer.WriteLine($"  {title}:");
        foreach (var line in lines.Take(lines.Count > Most ? Most - 1 : Most))
        {
            writer.WriteLine($"    {line}");
        }

        if (lines.Count > Most)
        {
            writer.WriteLine($"    and {lines.Count - Most + 1} more; --format json lists all");
        }
    }

    private static string LinkCounts(ExportReport report)
    {
        var kinds = string.Join(", ", report.Plan.LinkCounts().Select(pair => $"{pair.Value} {Names.Of(pair.Key)}"));
        return $"{Count(report.Totals.Links, "link")}{(kinds.Length > 0 ? $" ({kinds})" : "")}";
    }

    private static string Count(long number, string thing) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{number} {(number == 1 ? thing : thing.EndsWith('y') ? thing[..^1] + "ies" : thing + "s")}"
        );
}
