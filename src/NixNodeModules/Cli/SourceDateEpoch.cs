using System.Globalization;
using NixNodeModules.Paths;

namespace NixNodeModules.Cli;

/// <summary>The environment variable SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/).</summary>
internal static class SourceDateEpoch
{
    private const string Variable = "SOURCE_DATE_EPOCH";

    // What Nix gives the files of its store.
    private const long Default = 1;

    // 9999-12-31T23:59:59Z: no file system keeps more, and most would keep another time without a word.
    private const long Most = 253402300799;

    /// <summary>Its value in seconds since 1970, 1 where it is not set. Throws a usage failure (exit code 2) for what is no such number.</summary>
    public static long Read() => Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The same for a value.</summary>
    public static long Parse(string? value) =>
        value is null ? Default
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= Most ? seconds
        : throw new Failure(
            ExitCode.Usage,
            $"cannot take {Variable} '{Escaped.Text(value)}' as a time: it is a whole number of seconds since 1970, at most {Most}",
            "Set it to such a number (`git log -1 --format=%ct` tells one), or unset it for 1."
        );
}
