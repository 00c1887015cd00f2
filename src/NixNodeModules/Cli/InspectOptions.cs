using NixNodeModules.Paths;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>What <c>inspect</c> was asked for; each member is the option of its name.</summary>
internal sealed record InspectOptions
{
    /// <summary>The workspace root, as given.</summary>
    public required BytePath Root { get; init; }

    /// <summary>The form of the report.</summary>
    public required InspectFormat Format { get; init; }

    /// <summary>A file that takes the report; null for standard output.</summary>
    public required string? Output { get; init; }

    /// <summary>Whether the lists of the report are given in full.</summary>
    public required bool Verbose { get; init; }
}
