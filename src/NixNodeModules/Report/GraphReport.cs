using System.Globalization;
using System.Text;
using NixNodeModules.Dependencies;
using NixNodeModules.Inspect;

namespace NixNodeModules.Report;

/// <summary>The projects of a workspace and what they have to do with each other, as a graph.</summary>
internal static class GraphReport
{
    /// <summary>Writes a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html).</summary>
    public static void WriteMermaid(TextWriter writer, Inspection inspection)
    {
        writer.WriteLine("flowchart LR");
        Write(
            inspection,
            (number, package) =>
                writer.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  p{number}[\"{Mermaid(package.Title)}<br/>{Mermaid(WhyReport.Shown(package.Path))}\"]"
                    )
                ),
            (from, to, link) =>
                writer.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  p{from} {(link.Kind is null or DependencyKind.Development ? "-.->" : "-->")}|\"{Mermaid(Label(link))}\"| p{to}"
                    )
                )
        );
    }

    /// <summary>Writes a digraph for Graphviz (https://graphviz.org/doc/info/lang.html).</summary>
    public static void WriteDot(TextWriter writer, Inspection inspection)
    {
        writer.WriteLine("digraph workspace {");
        writer.WriteLine("  rankdir=LR;");
        writer.WriteLine("  node [shape=box, fontname=\"sans-serif\"];");
        writer.WriteLine("  edge [fontname=\"sans-serif\", fontsize=10];");
        Write(
            inspection,
            (number, package) =>
                writer.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  p{number} [label=\"{Dot(package.Title)}\\n{Dot(WhyReport.Shown(package.Path))}\"];"
                    )
                ),
            (from, to, link) =>
                writer.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  p{from} -> p{to} [label=\"{Dot(Label(link))}\"{Style(link)}];"
                    )
                )
        );
        writer.WriteLine("}");
    }

    // First all projects, by number, then what leads from one to another.
    private static void Write(
        Inspection inspection,
        Action<int, InstalledPackage> writeProject,
        Action<int, int, ProjectLink> writeLink
    )
    {
        for (var number = 0; number < inspection.Projects.Count; number++)
        {
            writeProject(number, inspection.Projects[number].Package);
        }

        for (var from = 0; from < inspection.Projects.Count; from++)
        {
            foreach (var link in inspection.Projects[from].Links)
            {
                for (var to = 0; to < inspection.Projects.Count; to++)
                {
                    if (inspection.Projects[to].Package == link.On)
                    {
                        writeLink(from, to, link);
                    }
                }
            }
        }
    }

    private static string Style(ProjectLink link) =>
        link.Kind switch
        {
            null => ", style=dotted",
            DependencyKind.Development => ", style=dashed",
            _ => "",
        };

    private static string Label(ProjectLink link) =>
        link.Links is 0 or 1
            ? InspectReport.KindOf(link)
            : string.Create(CultureInfo.InvariantCulture, $"{InspectReport.KindOf(link)}, {link.Links} links");

    // In a quoted string Graphviz takes a backslash for an escape of its own.
    private static string Dot(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    // Mermaid has no escapes but entities, with a number sign in place of the ampersand, and reads Markdown and HTML in labels. Some of
    // its own forms it still sees behind entities (\n, fa:fa-icon, $$formula$$); a word joiner, which is not seen, takes them apart.
    private static string Mermaid(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            if (
                char.IsAsciiLetterOrDigit(character)
                || "@/.- _,()".Contains(character, StringComparison.Ordinal)
                || character > '~'
            )
            {
                escaped.Append(character);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{(int)character};");
                escaped.Append(character is '\\' or ':' or '$' ? "#8288;" : "");
            }
        }

        return escaped.ToString();
    }
}
