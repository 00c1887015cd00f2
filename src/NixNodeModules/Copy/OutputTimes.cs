using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>The modification times that files, directories and links of an output get.</summary>
internal sealed class OutputTimes
{
    private readonly bool isPreserved;
    private readonly Timestamp only;

    private OutputTimes(bool isPreserved, Timestamp only) => (this.isPreserved, this.only) = (isPreserved, only);

    /// <summary>Each its source's own.</summary>
    public static OutputTimes Preserved { get; } = new(isPreserved: true, default);

    /// <summary>All the same moment, in seconds since 1970.</summary>
    public static OutputTimes At(long seconds) => new(isPreserved: false, new(seconds, 0));

    /// <summary>The time for what has this status in the source.</summary>
    public Timestamp Of(in FileStatus source) => isPreserved ? source.Modified : only;
}
