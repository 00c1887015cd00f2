using NixNodeModules.Paths;
using NixNodeModules.Report;

namespace NixNodeModules.Cli;

/// <summary>What <c>verify</c> was asked for; each member but the tree is the option of its name.</summary>
internal sealed record VerifyOptions
{
    /// <summary>The tree, as given.</summary>
    public required BytePath Tree { get; init; }

    /// <summary>What no file and no link may name; none of them empty.</summary>
    public required IReadOnlyList<BytePath> Forbid { get; init; }

    /// <summary>Absolute paths below which links may lead although that is outside the tree.</summary>
    public required IReadOnlyList<BytePath> Allow { get; init; }

    /// <summary>Whether the packages of the tree have to find what they depend on in production.</summary>
    public required bool Dependencies { get; init; }

    /// <summary>Names of dependencies that may be absent.</summary>
    public required IReadOnlyList<string> Optional { get; init; }

    /// <summary>The form of the report on standard output.</summary>
    public required VerifyFormat Format { get; init; }

    /// <summary>A file that takes the JSON report besides; null for none.</summary>
    public required string? Report { get; init; }

    /// <summary>Worker threads, at least one.</summary>
    public required int Jobs { get; init; }

    /// <summary>Whether nothing is said when all is well.</summary>
    public required bool Quiet { get; init; }

    /// <summary>Whether the lists of the report are given in full.</summary>
    public required bool Verbose { get; init; }
}
