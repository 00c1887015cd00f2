using System.Text;
using NixNodeModules.Paths;

namespace NixNodeModules.Plan;

/// <summary>A shell shim as text: the paths in it are found by what stands before them, and all else is left byte for byte.</summary>
internal static class Shim
{
    private static ReadOnlySpan<byte> VirtualStore => "/node_modules/.pnpm/"u8;

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

    // pnpm up to 11 takes the directory of the name by which a shim was called, which is not the shim's own for a link to it.
    private static ReadOnlySpan<byte> UnresolvedPlace => "basedir=$(dirname \"$(echo \"$0\" | "u8;
    private static ReadOnlySpan<byte> ResolvedPlace => "basedir=$(dirname \"$(readlink -f \"$0\" | "u8;

    /// <summary>
    /// A shim with its paths replaced, which then finds its own place through links to it; null where no path changes, and where the file is
    /// no shim. Asked for are the paths from the shim's own directory, and absolute ones.
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
            if (shim[at..].StartsWith(UnresolvedPlace))
            {
                // In a shim that is written anew in any case; one whose paths are right is left as it is.
                rewritten.AddRange(ResolvedPlace);
                at += UnresolvedPlace.Length;
                continue;
            }

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
    /// The place where a workspace lay when a shim was written, before it was moved or copied: what stands before
    /// <c>node_modules/.pnpm/NAME</c> in one of the shim's absolute paths, where the workspace has that directory. The root itself where a
    /// path is below it; null where no path tells.
    /// </summary>
    /// <param name="shim">The file.</param>
    /// <param name="root">The workspace root's physical path.</param>
    /// <param name="hasDirectory">Whether there is a directory at a path of the workspace.</param>
    public static BytePath? RootOf(ReadOnlySpan<byte> shim, BytePath root, Func<BytePath, bool> hasDirectory)
    {
        BytePath? former = null;
        for (var at = 1; at < shim.Length; at++)
        {
            var path = AbsoluteAt(shim, at, out _);
            if (path.IsEmpty)
            {
                continue;
            }

            if (path.StartsWith(root.Span) && path[root.Span.Length..] is [(byte)'/', ..])
            {
                return root;
            }

            former ??= FormerRoot(path, hasDirectory);
        }

        return former;
    }

    // The more of the path is found in the workspace, the surer it is: from the whole of it on.
    private static BytePath? FormerRoot(ReadOnlySpan<byte> path, Func<BytePath, bool> hasDirectory)
    {
        var store = path.LastIndexOf(VirtualStore);
        if (store < 0 || path[(store + VirtualStore.Length)..] is not { IsEmpty: false } entry)
        {
            return null;
        }

        var length = entry.IndexOf((byte)'/');
        var known = path[..(length < 0 ? path.Length : store + VirtualStore.Length + length)];
        for (var slash = 1; slash <= store; slash++)
        {
            if (path[slash] == (byte)'/' && hasDirectory(BytePath.From(known[(slash + 1)..])))
            {
                return BytePath.From(path[..slash]);
            }
        }

        return null;
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

        var absolute = AbsoluteAt(shim, at, out opening);
        length = Math.Max(1, absolute.Length);
        return absolute.IsEmpty ? null : BytePath.From(absolute);
    }

    private static int End(ReadOnlySpan<byte> rest, int from, byte[] end) =>
        rest[from..].IndexOfAny(end) is var found and >= 0 ? from + found : rest.Length;

    // An absolute path that begins here, and what has to stand before one from the shim's directory in its place; empty where none begins.
    // Between single quotes nothing stands for that directory, so that they have to be left for it.
    private static ReadOnlySpan<byte> AbsoluteAt(ReadOnlySpan<byte> shim, int at, out byte[] opening)
    {
        if (at == 0 || shim[at] != (byte)'/' || shim[at - 1] is not ((byte)'"' or (byte)'\'' or (byte)':'))
        {
            opening = [];
            return default;
        }

        (opening, var end) = Quote(shim, at) == (byte)'\'' ? SingleQuoted : Forms[0];
        return shim.Slice(at, End(shim[at..], 0, end));
    }

    // The quote that a path stands in: what comes last before it in its line.
    private static byte Quote(ReadOnlySpan<byte> shim, int at) =>
        shim[..at].LastIndexOfAny("'\"\n"u8) is var quote and >= 0 ? shim[quote] : (byte)'\n';

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
