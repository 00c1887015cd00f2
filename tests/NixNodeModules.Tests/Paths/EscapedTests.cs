using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using NixNodeModules.Paths;
using Xunit;

namespace NixNodeModules.Tests.Paths;

public sealed class EscapedTests
{
    [Theory]
    [InlineData("größe ☃ 日本", "größe ☃ 日本")]
    [InlineData("a\nb\rc\td", @"a\nb\rc\td")]
    [InlineData("back\\slash", @"back\\slash")]
    [InlineData("\u001b[31m", @"\x1b[31m")]
    [InlineData("\u202Etxt", @"\xe2\x80\xaetxt")]
    [InlineData("\u2028", @"\xe2\x80\xa8")]
    [InlineData("\u0085\u007f", @"\xc2\x85\x7f")]
    [InlineData("-rf", "-rf")]
    public void What_harms_a_terminal_or_lies_to_a_reader_is_escaped_and_nothing_else(string text, string expected) =>
        Assert.Equal(expected, Escaped.Text(text));

    [Fact]
    public void Bytes_that_are_no_text_are_told_one_by_one() =>
        Assert.Equal(@"a\xff\xfeb\xc3", Escaped.Text([(byte)'a', 0xff, 0xfe, (byte)'b', 0xc3]));

    [Fact]
    public void The_bytes_can_be_had_back_and_no_control_character_is_left()
    {
        var piece = Gen.Frequency(
            (3, Gen.Choose(0, 255).Select(value => new[] { (byte)value })),
            (3, Gen.Choose(0, 0x10FFFF).Where(Rune.IsValid).Select(value => Encoding.UTF8.GetBytes(new Rune(value).ToString()))),
            (2, Gen.Elements("\\", "\\n", "\\x1b", "\n", "\u200f", "\u00ad").Select(Encoding.UTF8.GetBytes))
        );
        Properties.Hold(
            piece.ListOf().Select(pieces => pieces.SelectMany(bytes => bytes).ToArray()),
            bytes =>
            {
                var text = Escaped.Text(bytes);
                Assert.Equal(bytes, Unescape(text));
                Assert.DoesNotContain(
                    text.EnumerateRunes(),
                    rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                );
            },
            cases: 1000
        );
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                var rune = Rune.GetRuneAt(text, i);
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                i += rune.Utf16SequenceLength - 1;
                continue;
            }

            switch (text[++i])
            {
                case 'n':
                    bytes.Add((byte)'\n');
                    break;
                case 'r':
                    bytes.Add((byte)'\r');
                    break;
                case 't':
                    bytes.Add((byte)'\t');
                    break;
                case '\\':
                    bytes.Add((byte)'\\');
                    break;
                default:
                    bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
            }
        }

        return [.. bytes];
    }
}
