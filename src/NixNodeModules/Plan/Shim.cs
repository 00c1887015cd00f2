using System.Text;
using NixNodeModules.Paths;

namespace NixNodeModules.Plan;

/// <summary>A shell shim as text: the paths in it are found by what stands before them, and all else is left byte for byte.</summary>
internal static class Shim
{
    private const string BaseDirectory = "$basedir/";

    // What stands before a relative path, and the bytes that end it: pnpm up to 11, then pnpm 12.
    private static readonly (byte[] Opening, byte[] End)[] Forms =
    [
        (Bytes(BaseDirectory), Bytes("\":\n")),
        (Bytes("\"$basedir_abs\"/'"), Bytes("'")),
        (Bytes("\"$basedir_win\"/'"), Bytes("'")),
        (Bytes("# cmd-shim-target="), Bytes("\n")),
    ];

    private static readonly (byte[] Opening, byte[] End) SingleQuoted = (Bytes("'\"$basedir\"'/"), Bytes("':\n"));

    /// <summary>
    /// A shim with its paths replaced; null where nothing changes, and where the file is no shim. Asked for are the paths from the shim's
    /// own directory, and absolute ones.
    /// </summary>
    /// <param name="shim">The file.</param>
    /// <param name="relocate">Gives the new path, relative to the shim, for a path; null where it stays.</param>
    public static byte[]? Rewrite(ReadOnlySpan<byte> shim, Func<BytePath, BytePath?> relocate)
    {
        if (!IsShim(shim))
        {
            return null;
        }

        var rewritten = new List<byte>(shim.Length);
        var isChanged = false;
        for (var at = 0; at < shim.Length; )
        {
            var path = PathAt(shim, at, out var opening, out var length);
            if (path is not null && relocate(path) is { } relocated)
            {
                isChanged = true;
                rewritten.AddRange(opening);
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

    /// <summary>
    /// The path of the program that a shim starts, from the shim's own directory: the last that it names. Null for what is no shim.
    /// </summary>
    public static BytePath? Program(ReadOnlySpan<byte> shim)
    {
        if (!IsShim(shim))
        {
            return null;
        }

        BytePath? program = null;
        for (var at = 0; at < shim.Length; )
        {
            program = PathAt(shim, at, out _, out var length) is { IsAbsolute: false } path ? path : program;
            at += length;
        }

        return program;
    }

    private static bool IsShim(ReadOnlySpan<byte> file) => file.StartsWith("#!/bin/sh"u8) && file.IndexOf("basedir="u8) >= 0;

    // The path that begins here, if one does, what has to stand before it, and how many bytes both take; one byte otherwise.
    private static BytePath? PathAt(ReadOnlySpan<byte> shim, int at, out byte[] opening, out int length)
    {
        var rest = shim[at..];
        foreach (var form in Forms)
        {
            if (rest.StartsWith(form.Opening))
            {
                opening = form.Opening;
                length = End(rest, opening.Length, form.End);
                return BytePath.From(rest[opening.Length..length]);
            }
        }

        // Between single quotes nothing stands for the shim's directory, so that they have to be left for it.
        var isSingle = IsAbsolute(shim, at) && Quote(shim, at) == (byte)'\'';
        (opening, var end) = isSingle ? SingleQuoted : Forms[0];
        length = IsAbsolute(shim, at) ? End(rest, 0, end) : 1;
        return length == 1 ? null : BytePath.From(rest[..length]);
    }

    private static int End(ReadOnlySpan<byte> rest, int from, byte[] end) =>
        rest[from..].IndexOfAny(end) is var found and >= 0 ? from + found : rest.Length;

    private static bool IsAbsolute(ReadOnlySpan<byte> shim, int at) =>
        at > 0 && shim[at] == (byte)'/' && shim[at - 1] is (byte)'"' or (byte)'\'' or (byte)':';

    // The quote that a path stands in: what comes last before it in its line.
    private static byte Quote(ReadOnlySpan<byte> shim, int at) =>
        shim[..at].LastIndexOfAny("'\"\n"u8) is var quote and >= 0 ? shim[quote] : (byte)'\n';

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
