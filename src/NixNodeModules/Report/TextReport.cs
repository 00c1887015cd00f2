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
        if (report.Moves)
        {
            page.WriteLine(
                report.Result == ExportResult.Planned
                    ? "  the workspace would be emptied of what is exported: --transfer move"
                    : "  the workspace is emptied of what was exported: --transfer move"
            );
        }

        WriteInclusions(page, report);
        if (report.Packages is { } packages)
        {
            WritePackages(page, packages, report);
        }

        page.WriteList(
            "copied from outside the workspace",
            [
                .. plan
                    .Reach.Inclusions.Where(one => one.Kind == InclusionKind.External)
                    .Select(one => $"{plan.OutputPath(one)!.Display}  from {one.Path.Display}")
                    .Order(StringComparer.Ordinal),
            ]
        );
        page.WriteList("links left out", [.. plan.Dropped.Select(link => $"{link.Path.Display} -> {link.Text.Display}")]);
        WriteStateFiles(page, plan.DroppedStateFiles);
        page.WriteList("re-pointed", [.. plan.Rewritten.Select(one => $"{one.Link.Path.Display} -> {one.Text.Display}")]);
        page.WriteList("shims written anew", [.. plan.Rewrites().Select(path => path.Display)]);
        WriteFindings(page, "broken, as asked for", report.Broken);
        page.WriteLine(
            $"  {Count(report.Totals.Files, "file")}, {Count(report.Totals.Directories, "directory")}, {LinkCounts(report)}, {Size(report.Totals.Bytes)}"
        );
        page.WriteList(
            "naming the workspace root's path",
            [.. (report.SourcePaths ?? []).Select(one => $"{one.Path.Display}: {one.Reason}")]
        );
        if (report.Hash is { } hash)
        {
            page.WriteLine($"  hash {hash}");
        }

        WriteLayers(page, report.Layers);
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

    private static void WritePackages(Page page, IReadOnlyList<KeptPackage> packages, ExportReport report)
    {
        const int Biggest = 5;
        page.WriteLine($"  {Count(packages.Count, "package")}, {Size(packages.Sum(one => one.Bytes))}; the biggest:");
        page.WriteItems([
            .. packages.OrderByDescending(one => one.Bytes).Take(Biggest).Select(one => $"{one.Identity}  {Size(one.Bytes)}"),
        ]);
        page.WriteList(
            "at several places",
            [.. report.Duplicates().Select(group => $"{group.Key}: {string.Join(", ", group.Select(one => one.Path.Display))}")]
        );
        foreach (var reason in (report.Plan.LeftOut ?? []).GroupBy(one => Names.Of(one.Reason), StringComparer.Ordinal))
        {
            page.WriteLine(
                $"  left out, {Why(reason.Key)}: {Count(reason.Count(), "package")}, {Size(reason.Sum(one => one.Bytes))}; the biggest:"
            );
            page.WriteItems([
                .. reason
                    .OrderByDescending(one => one.Bytes)
                    .Take(Biggest)
                    .Select(one => $"{one.Package.Identity}  {Size(one.Bytes)}"),
            ]);
        }
    }

    private static string Why(string reason) =>
        reason switch
        {
            "omitted" => "since --omit names what leads there",
            "development" => "since only devDependencies lead there",
            "other-projects" => "since only other projects lead there",
            _ => "since no dependency leads there",
        };

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
        var brought = report
            .Plan.Reach.Inclusions.Where(one => one.Kind is not (InclusionKind.ModuleTree or InclusionKind.External))
            .ToList();
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

    // One line an owner: a workspace has the same few again and again.
    private static void WriteStateFiles(Page page, IReadOnlyList<DroppedStateFile> dropped)
    {
        foreach (var owner in dropped.Select(one => one.Rule.Owner).Distinct(StringComparer.Ordinal))
        {
            var names = dropped.Where(one => one.Rule.Owner == owner).Select(one => Escaped.Text(one.Path.Name));
            page.WriteLine($"  state files of {owner} left out: {string.Join(", ", names.Distinct(StringComparer.Ordinal))}");
        }
    }

    private static void WriteLayers(Page page, IReadOnlyList<LayerReport>? layers)
    {
        if (layers is null)
        {
            return;
        }

        page.WriteLine("  layers, to be laid over each other:");
        foreach (var layer in layers)
        {
            var name = Escaped.Text(Layer.Name(layer.Layer.Kind)).PadRight("third-party".Length);
            page.WriteLine(
                $"    {name}  {Count(layer.Totals.Files, "file")}, {Count(layer.Totals.Links, "link")}, {Size(layer.Totals.Bytes)}{(layer.Hash is { } hash ? $"  {hash}" : "")}"
            );
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
        var kinds = new List<string>();
        foreach (var (kind, count) in report.Plan.LinkCounts())
        {
            kinds.Add($"{count} {Names.Of(kind)}");
        }

        return $"{Count(report.Totals.Links, "link")}{(kinds.Count > 0 ? $" ({string.Join(", ", kinds)})" : "")}";
    }

    /// <summary>A number of things, in the plural where that is due.</summary>
    public static string Count(long number, string thing) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{number} {(number == 1 ? thing : thing.EndsWith('y') ? thing[..^1] + "ies" : thing + "s")}"
        );
}
