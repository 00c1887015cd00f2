using NixNodeModules.Paths;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>What <c>why</c> was asked for; each member but the name is the option of its name.</summary>
internal sealed record WhyOptions
{
    /// <summary>The name, glob or path of packages, as given.</summary>
    public required string Name { get; init; }

    /// <summary>The workspace root, as given.</summary>
    public required BytePath Root { get; init; }

    /// <summary>Whether ways over devDependencies do not count.</summary>
    public required bool Prod { get; init; }

    /// <summary>The form of the report on standard output.</summary>
    public required ReportFormat Format { get; init; }

    /// <summary>Whether more of the ways are given.</summary>
    public required bool Verbose { get; init; }
}
