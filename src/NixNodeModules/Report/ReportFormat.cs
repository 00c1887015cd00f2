namespace NixNodeModules.Report;

/// <summary>How the report on standard output is written.</summary>
internal enum ReportFormat
{
    Text,
    Json,
}

/// <summary>When progress is shown on standard error.</summary>
internal enum ProgressDisplay
{
    Auto,
    Always,
    Never,
}
