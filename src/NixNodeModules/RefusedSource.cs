using NixNodeModules.Report;
using NixNodeModules.Verify;

namespace NixNodeModules;

/// <summary>A source that cannot be exported as asked, or a tree that is not as it should be (exit code 3).</summary>
/// <param name="where">Where the findings' paths are, for the message.</param>
/// <param name="findings">What is wrong, at least one thing.</param>
internal sealed class RefusedSource(string where, IReadOnlyList<Finding> findings)
    : Failure(ExitCode.Refused, Text(where, findings), NextStep(findings))
{
    private static string Text(string where, IReadOnlyList<Finding> findings)
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine(
            $"cannot export the workspace: {findings.Count} {(findings.Count == 1 ? "thing is" : "things are")} in the way"
        );
        TextReport.WriteFindings(new(text), where, findings);
        return text.ToString().TrimEnd('\n');
    }

    private static string NextStep(IReadOnlyList<Finding> findings)
    {
        var steps = findings
            .Select(finding =>
                finding.Kind switch
                {
                    FindingKind.Dangling or FindingKind.Looping =>
                        "Build or install again, or pass --dangling drop to leave such links out (keep: as they are).",
                    FindingKind.Escaping =>
                        "For pnpm's global virtual store install with enableGlobalVirtualStore: false; pass --external keep to leave such links as they are.",
                    FindingKind.Special => "Remove it, or keep it out of the directories that the workspace links to.",
                    FindingKind.Unplanned => "Let nothing else write next to --out, and run the export again.",
                    _ => "Install again; if it stays so, please report it with this list.",
                }
            )
            .Distinct(StringComparer.Ordinal);
        return string.Join("\n      ", steps);
    }
}
