using NixNodeModules.Paths;

namespace NixNodeModules.Verify;

/// <summary>Finds where bytes name a path: the path itself or something below it, and not a longer name that begins alike.</summary>
/// <param name="path">An absolute path.</param>
internal sealed class PathMention(BytePath path)
{
    /// <summary>How many bytes around the path tell whether it is meant.</summary>
    public const int Context = 7;

    private readonly byte[] wanted = path.Span.ToArray();

    // A path of one component, /app for one, stands at the end of many others: it has to begin where a path can begin.
    private readonly bool isShort = path.Parent.Span.SequenceEqual("/"u8);

    /// <summary>Bytes of the path.</summary>
    public int Length => wanted.Length;

    /// <summary>Whether a path can be looked for: the root of the file system is in every absolute path.</summary>
    public static bool CanTell(BytePath path) => path.Span.Length > 1;

    /// <summary>Where the path is named first, at <paramref name="from"/> or after it; negative where it is not.</summary>
    public int Find(ReadOnlySpan<byte> bytes, int from = 0)
    {
        while (bytes[from..].IndexOf(wanted) is var found and >= 0)
        {
            from += found;
            if (Begins(bytes[..from]) && Ends(bytes[(from + wanted.Length)..]))
            {
                return from;
            }

            from++;
        }

        return -1;
    }

    private bool Begins(ReadOnlySpan<byte> before) =>
        !isShort
        || before.IsEmpty
        || before.EndsWith("file://"u8)
        || before[^1] <= (byte)' '
        || "\"'`=:,;([{<|"u8.Contains(before[^1]);

    // A dot ends a sentence as well as it goes on with a name; a longer name is the rarer.
    private static bool Ends(ReadOnlySpan<byte> after) =>
        after is not [var next, ..] || !(char.IsAsciiLetterOrDigit((char)next) || next >= 0x80 || "-_+@~"u8.Contains(next));
}
