using System.Globalization;
using System.Text;
using NixNodeModules.Posix;

namespace NixNodeModules.Copy;

/// <summary>
/// Names of staging directories, <c>.&lt;name&gt;.nnm-&lt;16 hex digits&gt;</c>, NUL-terminated: eight digits that tell the kernel's start under which
/// the run lives (<see cref="FileSystem.BootNumber"/>) and eight that are random; all random where the former cannot be told.
/// </summary>
internal static class StagingName
{
    private const int Digits = 16;

    // What a name may have at most (NAME_MAX), without the dot and what stands behind the output's own name.
    private const int NameMax = 255 - 22;

    private static ReadOnlySpan<byte> Mark => ".nnm-"u8;

    private static readonly uint? Boot = FileSystem.BootNumber();

    /// <summary>A new name of a staging directory for the output of a name.</summary>
    public static byte[] For(ReadOnlySpan<byte> output)
    {
        var random = FileSystem.Random();
        return Make(output, Mark, Boot is { } boot ? ((ulong)boot << 32) | (uint)random : random);
    }

    /// <summary>A new name for what is to be put back if the run fails, which <see cref="IsOne"/> does not know.</summary>
    public static byte[] Aside(ReadOnlySpan<byte> output) => Make(output, ".old-"u8, FileSystem.Random());

    /// <summary>Whether a name is that of a staging directory for the output of a name.</summary>
    public static bool IsOne(ReadOnlySpan<byte> name, ReadOnlySpan<byte> output)
    {
        var start = Start(output);
        return name.Length == 1 + start.Length + Mark.Length + Digits
            && name[0] == (byte)'.'
            && name[1..].StartsWith(start)
            && name[(1 + start.Length)..].StartsWith(Mark)
            && !name[^Digits..].ContainsAnyExcept("0123456789abcdef"u8);
    }

    /// <summary>Whether a staging directory's name was made under this start of the kernel, whose locks tell whether its run still lives.</summary>
    public static bool IsOfThisBoot(ReadOnlySpan<byte> name) =>
        Boot is { } boot
        && name[^Digits..(^(Digits / 2))]
            .SequenceEqual(Encoding.ASCII.GetBytes(boot.ToString("x8", CultureInfo.InvariantCulture)));

    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> output) => output[..Math.Min(output.Length, NameMax)];

    private static byte[] Make(ReadOnlySpan<byte> output, ReadOnlySpan<byte> mark, ulong number) =>
        [
            (byte)'.',
            .. Start(output),
            .. mark,
            .. Encoding.ASCII.GetBytes(number.ToString("x16", CultureInfo.InvariantCulture)),
            0,
        ];
}
