using NixNodeModules.Paths;

namespace NixNodeModules.Plan;

/// <summary>A shell shim as text: the paths in it are found by what stands before them, and all else is left byte for byte.</summary>
internal static class Shim
{
    private static ReadOnlySpan<byte> BaseDirectory => "$basedir/"u8;

    /// <summary>
    /// A shim with its paths replaced; null where nothing changes, and where the file is no shim. Asked for are the paths behind
    /// <c>$basedir/</c>, relative to the shim, and absolute ones below <paramref name="root"/>.
    /// </summary>
    /// <param name="shim">The file.</param>
    /// <param name="root">The workspace root's physical path.</param>
    /// <param name="relocate">Gives the new path, relative to the shim, for a path; null where it stays.</param>
    public static byte[]? Rewrite(ReadOnlySpan<byte> shim, BytePath root, Func<BytePath, BytePath?> relocate)
    {
        if (!shim.StartsWith("#!/bin/sh"u8) || shim.IndexOf("basedir="u8) < 0)
        {
            return null;
        }

        var rewritten = new List<byte>(shim.Length);
        var isChanged = false;
        for (var at = 0; at < shim.Length; )
        {
            var path = PathAt(shim, at, root, out var length);
            if (path is not null && relocate(path) is { } relocated)
            {
                isChanged = true;
                rewritten.AddRange(BaseDirectory);
                rewritten.AddRange(relocated.Span);
            }
            else
            {
                rewritten.AddRange(shim.Slice(at, length));
            }

            at += length;
        }

        return isChanged ? [.. rewritten] : null;
    }

    // The path that begins here, if one does, and how many bytes it takes with what stands before it; one byte otherwise.
    private static BytePath? PathAt(ReadOnlySpan<byte> shim, int at, BytePath root, out int length)
    {
        var rest = shim[at..];
        var isRelative = rest.StartsWith(BaseDirectory);
        if (!isRelative && !IsBelowRoot(shim, at, root))
        {
            length = 1;
            return null;
        }

        var end = rest.IndexOfAny("\":\n"u8);
        length = end < 0 ? rest.Length : end;
        return BytePath.From(rest[(isRelative ? BaseDirectory.Length : 0)..length]);
    }

    private static bool IsBelowRoot(ReadOnlySpan<byte> shim, int at, BytePath root) =>
        at > 0
        && shim[at] == (byte)'/'
        && shim[at - 1] is (byte)'"' or (byte)':'
        && shim[at..].StartsWith(root.Span)
        && shim[(at + root.Span.Length)..] is [(byte)'/', ..];
}
