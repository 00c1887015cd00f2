using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NixNodeModules.Plan;
using NixNodeModules.Resolve;
using NixNodeModules.Verify;

namespace NixNodeModules.Report;

/// <summary>
/// The report for programs, described in docs/report.md. Paths and link texts are escaped as in messages, so that bytes that are no UTF-8
/// can be had back. It names neither the root nor the output, and no clock: the same source gives the same bytes.
/// </summary>
internal static class JsonReport
{
    // Without the escapes that only matter inside HTML: package names begin with @ and paths may be in any script.
    private static readonly ReportJson Readable = new(
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    /// <summary>The report as UTF-8, with a newline at its end.</summary>
    public static byte[] Write(ExportReport report, string version)
    {
        var links = report.Plan.Reach.Links;
        var document = new ExportDocument(
            "nix-node-modules/export/1",
            version,
            report.Result switch
            {
                ExportResult.Exported => "exported",
                ExportResult.Planned => "planned",
                _ => "refused",
            },
            Names.Of(report.Mode),
            report.Totals,
            new(
                links.Count(link => link.Kind == LinkKind.Internal),
                links.Count(link => link.Kind == LinkKind.Workspace),
                links.Count(link => link.Kind == LinkKind.External),
                links.Count(link => link.Kind == LinkKind.Dangling),
                links.Count(link => link.Kind == LinkKind.Looping)
            ),
            [.. report.Plan.Projects.Select(project => new ProjectDocument(project.Path.Display, project.Manifest.Name, project.Manifest.Version))],
            [.. report.Plan.Reach.Inclusions.Select(one => Document(report, one))],
            [.. links.OrderBy(link => link.Path).Select(Document)],
            [.. report.Plan.Dropped.Select(link => link.Path.Display)],
            [.. report.Plan.Rewritten.Select(link => new RewrittenDocument(link.Path.Display, link.Text.Display, link.OutputText.Display))],
            [.. report.Broken.Select(Document)],
            [.. report.Findings.Select(Document)],
            report.Warnings
        );
        return [.. JsonSerializer.SerializeToUtf8Bytes(document, Readable.ExportDocument), (byte)'\n'];
    }

    private static InclusionDocument Document(ExportReport report, Inclusion one) =>
        new(
            one.Path.Display,
            Names.Of(one.Kind),
            report.PackageName(one),
            one.Links,
            one.Because is { } link ? new(link.Path.Display, link.Text.Display) : null
        );

    private static LinkDocument Document(SourceLink link) =>
        new(
            link.Path.Display,
            link.Text.Display,
            Names.Of(link.Kind),
            link.Resolution.Ending switch
            {
                Ending.Inside => link.Resolution.Target.Path is { IsEmpty: false } path ? path.Display : ".",
                Ending.Outside => link.Resolution.OutsidePath.Display,
                _ => null,
            }
        );

    private static FindingDocument Document(Finding finding) =>
        new(Names.Of(finding.Kind), finding.Path.Display, finding.LinkText?.Display, finding.Reason);
}

internal sealed record ExportDocument(
    string Schema,
    string Version,
    string Result,
    string Mode,
    Totals Totals,
    LinkKindsDocument LinkKinds,
    IReadOnlyList<ProjectDocument> Projects,
    IReadOnlyList<InclusionDocument> Inclusions,
    IReadOnlyList<LinkDocument> Links,
    IReadOnlyList<string> Dropped,
    IReadOnlyList<RewrittenDocument> Rewritten,
    IReadOnlyList<FindingDocument> Broken,
    IReadOnlyList<FindingDocument> Findings,
    IReadOnlyList<string> Warnings
);

internal sealed record LinkKindsDocument(int Internal, int Workspace, int External, int Dangling, int Looping);

internal sealed record ProjectDocument(string Path, string? Name, string? Version);

internal sealed record InclusionDocument(string Path, string Kind, string? Package, int Links, BecauseDocument? Because);

internal sealed record BecauseDocument(string Link, string Text);

internal sealed record LinkDocument(string Path, string Text, string Kind, string? Target);

internal sealed record RewrittenDocument(string Path, string From, string To);

internal sealed record FindingDocument(string Kind, string Path, string? Text, string Reason);

[JsonSerializable(typeof(ExportDocument))]
internal sealed partial class ReportJson : JsonSerializerContext;
