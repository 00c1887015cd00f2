using System.Globalization;
using NixNodeModules.Paths;
using NixNodeModules.Scan;
using NixNodeModules.Verify;

namespace NixNodeModules.Report;

/// <summary>How the report of <c>verify</c> on standard output is written.</summary>
internal enum VerifyFormat
{
    Text,
    Json,
    Sarif,
    GitHub,
}

/// <summary>What there is to tell of a tree, in an order that depends on the tree alone.</summary>
/// <param name="Tree">The tree, as given.</param>
/// <param name="Totals">How much it holds.</param>
/// <param name="Dependencies">What its packages were asked; null where they were not.</param>
/// <param name="Findings">What is wrong with it, by path.</param>
internal sealed record VerifyReport(BytePath Tree, Totals Totals, DependencyCheck? Dependencies, IReadOnlyList<Finding> Findings)
{
    /// <summary>Writes the report for programs: member by member, as in <see cref="JsonReport"/>.</summary>
    public void WriteJson(Stream stream)
    {
        using (var json = new System.Text.Json.Utf8JsonWriter(stream, JsonReport.Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", "nix-node-modules/verify/1");
            json.WriteString("version", Program.Version);
            json.WriteString("result", Findings.Count == 0 ? "passed" : "failed");
            JsonReport.WriteTotals(json, "totals", Totals);
            WriteDependencies(json);
            json.WriteStartArray("findings");
            foreach (var finding in Findings)
            {
                json.WriteStartObject();
                JsonReport.WriteFinding(json, finding);
                json.WriteString("cause", finding.Advice?.Cause);
                json.WriteString("cure", finding.Advice?.Cure);
                if (finding.Offset is { } offset)
                {
                    json.WriteNumber("offset", offset);
                }
                else
                {
                    json.WriteNull("offset");
                }

                json.WriteString("dependency", finding.Needed?.Name.Display);
                json.WriteString("way", finding.Needed?.Way);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private void WriteDependencies(System.Text.Json.Utf8JsonWriter json)
    {
        if (Dependencies is null)
        {
            json.WriteNull("dependencies");
            return;
        }

        json.WriteStartObject("dependencies");
        json.WriteStartArray("projects");
        foreach (var project in Dependencies.Projects)
        {
            json.WriteStringValue(WhyReport.Shown(project));
        }

        json.WriteEndArray();
        json.WriteNumber("packages", Dependencies.Packages);
        json.WriteEndObject();
    }

    /// <summary>Writes the report for people: findings of one cause together.</summary>
    public void WriteText(Page page)
    {
        page.WriteLine(
            $"{page.Strong(Tree.Display)}: {TextReport.Count(Totals.Links, "link")}, {TextReport.Count(Totals.Files, "file")}, {TextReport.Count(Totals.Directories, "directory")}"
        );
        if (Dependencies is { } asked)
        {
            page.WriteLine(
                $"  dependencies of {TextReport.Count(asked.Packages, "package")}, {TextReport.Count(asked.Projects.Count, "project")} among them"
            );
        }

        foreach (var group in Findings.GroupBy(one => one.Reason + one.Advice?.Cause, StringComparer.Ordinal))
        {
            var first = group.First();
            page.WriteLine($"  {page.Bad(Names.Of(first.Kind))}: {first.Reason}");
            if (first.Advice is { } advice)
            {
                page.WriteLine($"    cause: {advice.Cause}");
                page.WriteLine($"    cure:  {advice.Cure}");
            }

            page.WriteItems([.. group.Select(Shown)]);
        }

        var dependencies = Dependencies switch
        {
            null => "",
            { Packages: 0 } => "; of dependencies there is nothing to check",
            _ => ", and every dependency is there",
        };
        page.WriteLine(
            Findings.Count == 0
                ? $"  {page.Good("passed")}: every link leads to something inside the tree{dependencies}"
                : $"  {page.Bad("failed")}: {TextReport.Count(Findings.Count, "finding")}"
        );
    }

    /// <summary>Writes workflow commands that annotate files in GitHub's interface (its documentation, "Workflow commands").</summary>
    public void WriteGitHub(TextWriter writer)
    {
        foreach (var finding in Findings)
        {
            var file = Tree.Join(finding.Path.Span).Display;
            var title = $"{Names.Of(finding.Kind)} in {Tree.Display}";
            writer.WriteLine($"::error file={Property(file)},title={Property(title)}::{Data(Sentence(finding))}");
        }
    }

    /// <summary>A finding in words that need nothing around them.</summary>
    public static string Sentence(Finding finding) =>
        $"{Shown(finding)}: {finding.Reason}" + (finding.Advice is { } advice ? $" ({advice.Cause}). {advice.Cure}" : ".");

    private static string Shown(Finding finding) =>
        finding.Needed is { } needed
            ? $"{finding.Path.Display} needs {needed.Name.Display} ({needed.Way})"
            : $"{finding.Path.Display}{(finding.LinkText is { } text ? $" -> {text.Display}" : "")}"
                + (finding.Offset is { } offset ? string.Create(CultureInfo.InvariantCulture, $" (byte {offset})") : "");

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
