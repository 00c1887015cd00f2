namespace NixNodeModules.Report;

/// <summary>How the report of <c>inspect</c> is written.</summary>
internal enum InspectFormat
{
    Text,
    Json,
    Mermaid,
    Dot,
    Html,
}
