using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mono.Unix.Native;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// A file that is changed while exports read it. What it holds tells of itself: whose it is, which of its generations, how long, where each
/// line stands, and a checksum at the end; so that neither a part, nor a mixture, nor somebody else's bytes pass for it. It is never seen half
/// changed: it is replaced by a rename, cut to one length, or written to within one page, which a read sees wholly or not at all.
/// </summary>
internal sealed class RacedFile
{
    private const int CutTo = 700;
    private const string Tail = "a tail\n";

    // The first and the last, and the small ones, are as long as each other: size alone does not tell them apart.
    private static readonly int[] Lengths = [9_000, 300_000, 1_000, 1_000, 9_000];

    private readonly string path;
    private readonly string spare;
    private readonly string[] generations;
    private readonly HashSet<string> legitimate;
    private string current = "";

    public RacedFile(string owner, string path, string spare)
    {
        this.path = path;
        this.spare = spare;
        generations = [.. Lengths.Select((length, generation) => TextOf($"{owner}, generation {generation}", length))];
        legitimate =
        [
            .. generations,
            .. generations.Select(text => text[..CutTo]),
            .. generations.Select(text => text + Tail),
            .. generations.Select(text => text[..CutTo] + Tail),
        ];
        Replace(0);
    }

    /// <summary>A text that tells of itself.</summary>
    public static string TextOf(string owner, int length)
    {
        var text = new StringBuilder($"{owner}, {length.ToString(CultureInfo.InvariantCulture)} bytes\n");
        while (text.Length < length)
        {
            text.Append(CultureInfo.InvariantCulture, $"{owner}, byte {text.Length}\n");
        }

        text.Length = length - 65;
        return text.Append(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))).Append('\n').ToString();
    }

    /// <summary>Whether the file has ever held just this.</summary>
    public bool HasHeld(string text) => legitimate.Contains(text);

    /// <summary>Puts another file in its place.</summary>
    public void Replace(int generation)
    {
        Kernel.WriteFile(spare, generations[generation % generations.Length]);
        Kernel.Check(Stdlib.rename(spare, path), path);
        current = generations[generation % generations.Length];
    }

    /// <summary>Cuts it short.</summary>
    public void Truncate()
    {
        Kernel.Check(Syscall.truncate(path, CutTo), path);
        current = current[..CutTo];
    }

    /// <summary>Adds to its end, once.</summary>
    public void Grow()
    {
        if (!current.EndsWith(Tail, StringComparison.Ordinal))
        {
            Write(current.Length, Tail);
            current += Tail;
        }
    }

    /// <summary>Writes another generation over it, where both are within a page and as long as each other.</summary>
    public void Rewrite()
    {
        var at = Array.IndexOf(generations, current);
        if (at is 2 or 3)
        {
            current = generations[5 - at];
            Write(0, current);
        }
        else
        {
            Replace(2);
        }
    }

    private void Write(long offset, string text)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);
        file.Position = offset;
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
