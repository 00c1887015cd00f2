using System.Text;

namespace NixNodeModules.Paths;

/// <summary>
/// A path or a link text: bytes as the kernel has them, without a terminating NUL. Never decoded on the way through; only
/// <see cref="Display"/> makes text of it, for people. Relative paths have no empty, <c>.</c> or <c>..</c> component unless they
/// are link texts; the empty path is the directory that the path is relative to. A class, so that sorting and grouping by path needs no
/// code of its own in the binary.
/// </summary>
internal sealed class BytePath : IEquatable<BytePath>, IComparable<BytePath>
{
    private readonly byte[] bytes;

    private BytePath(byte[] bytes) => this.bytes = bytes;

    /// <summary>The path of the directory itself.</summary>
    public static BytePath Empty { get; } = new([]);

    /// <summary>The bytes, without a terminating NUL.</summary>
    public ReadOnlySpan<byte> Span => bytes;

    /// <summary>The bytes, without a terminating NUL.</summary>
    public ReadOnlyMemory<byte> Memory => bytes;

    /// <summary>Whether this is the path of the directory that it is relative to.</summary>
    public bool IsEmpty => Span.IsEmpty;

    /// <summary>Whether the first byte is a slash.</summary>
    public bool IsAbsolute => !IsEmpty && Span[0] == (byte)'/';

    /// <summary>The last component; the whole path where there is no slash.</summary>
    public ReadOnlySpan<byte> Name => Span[(Span.LastIndexOf((byte)'/') + 1)..];

    /// <summary>
    /// The path without its last component: <c>/</c> for a first-level absolute path and for <c>/</c>, the empty path for a
    /// one-component relative path.
    /// </summary>
    public BytePath Parent
    {
        get
        {
            var slash = Span.LastIndexOf((byte)'/');
            return From(Span[..(slash == 0 ? 1 : Math.Max(slash, 0))]);
        }
    }

    /// <summary>A path of a copy of these bytes.</summary>
    public static BytePath From(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? Empty : new(bytes.ToArray());

    /// <summary>A path given by a person or a manifest as text: its UTF-8 bytes.</summary>
    public static BytePath FromText(string text) => From(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// A path from the command line. .NET decodes that: bytes that are no UTF-8 come as U+FFFD and would name another place, so
    /// they are refused (exit code 2).
    /// </summary>
    public static BytePath FromArgument(string text) =>
        text.Contains('\uFFFD', StringComparison.Ordinal)
            ? throw new Failure(
                ExitCode.Usage,
                $"cannot use {Escaped.Text(text)} as a path: it has bytes in it that are no UTF-8",
                "Change into that directory and give a relative path from there, such as `.`."
            )
            : FromText(text);

    /// <summary>This path and one more component, or several with slashes between them.</summary>
    public BytePath Join(ReadOnlySpan<byte> name)
    {
        if (IsEmpty)
        {
            return From(name);
        }

        if (name.IsEmpty)
        {
            return this;
        }

        var slash = Span[^1] == (byte)'/' ? 0 : 1;
        var joined = new byte[Span.Length + slash + name.Length];
        Span.CopyTo(joined);
        joined[Span.Length] = (byte)'/';
        name.CopyTo(joined.AsSpan(Span.Length + slash));
        return new(joined);
    }

    /// <summary>Whether <paramref name="other"/> is this path or lies below it.</summary>
    public bool Contains(BytePath other) =>
        IsEmpty
        || (
            other.Span.StartsWith(Span)
            && (other.Span.Length == Span.Length || Span[^1] == (byte)'/' || other.Span[Span.Length] == (byte)'/')
        );

    /// <summary>
    /// The link text that leads from directory <paramref name="from"/> to <paramref name="to"/>, both physical and relative to the
    /// same directory: <c>../</c> once for each component of <paramref name="from"/> that they do not share; <c>.</c> for the same directory.
    /// </summary>
    public static BytePath Relative(BytePath from, BytePath to)
    {
        var shared = SharedComponents(from.Span, to.Span);
        var up = Components(from.Span[Math.Min(shared, from.Span.Length)..]);
        var rest = to.Span[Math.Min(shared, to.Span.Length)..];
        var text = new List<byte>();
        for (var i = 0; i < up; i++)
        {
            text.AddRange(".."u8);
            text.Add((byte)'/');
        }

        text.AddRange(rest);
        if (text.Count == 0)
        {
            text.Add((byte)'.');
        }

        if (rest.IsEmpty && up > 0)
        {
            text.RemoveAt(text.Count - 1);
        }

        return new([.. text]);
    }

    /// <summary>
    /// What a relative path means from here when no link is on the way: <c>.</c> and <c>..</c> taken out. Null where it climbs above what
    /// this path is relative to.
    /// </summary>
    public BytePath? Resolve(BytePath relative)
    {
        var path = this;
        foreach (var part in relative.Span.Split((byte)'/'))
        {
            var name = relative.Span[part];
            if (name is [(byte)'.', (byte)'.'])
            {
                if (path.IsEmpty)
                {
                    return null;
                }

                path = path.Parent;
            }
            else if (name is not ([] or [(byte)'.']))
            {
                path = path.Join(name);
            }
        }

        return path;
    }

    /// <summary>For people: UTF-8 where it is valid, control characters, backslashes and invalid bytes as <c>\n</c>, <c>\\</c>, <c>\x1b</c>.</summary>
    public string Display => Escaped.Text(Span);

    public bool Equals(BytePath? other) => other is not null && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is BytePath other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Bytewise order with the slash first, so that a directory's contents follow it directly.</summary>
    public int CompareTo(BytePath? other)
    {
        if (other is null)
        {
            return 1;
        }

        var common = Span.CommonPrefixLength(other.Span);
        if (common == Span.Length || common == other.Span.Length)
        {
            return Span.Length.CompareTo(other.Span.Length);
        }

        return Rank(Span[common]).CompareTo(Rank(other.Span[common]));

        static int Rank(byte value) => value == (byte)'/' ? -1 : value;
    }

    public override string ToString() => Display;

    // The length of the longest common prefix that ends at a component border, its slash included.
    private static int SharedComponents(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var common = left.CommonPrefixLength(right);
        if ((common == left.Length || left[common] == (byte)'/') && (common == right.Length || right[common] == (byte)'/'))
        {
            return common + 1;
        }

        return left[..common].LastIndexOf((byte)'/') + 1;
    }

    private static int Components(ReadOnlySpan<byte> path) => path.IsEmpty ? 0 : path.Count((byte)'/') + 1;
}
