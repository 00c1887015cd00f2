using System.Buffers;
using System.Globalization;
using System.Text;

namespace NixNodeModules.Paths;

/// <summary>
/// Bytes as text that a terminal, a log or a JSON reader takes no harm from, and from which the bytes can be had back:
/// valid UTF-8 as it is, the rest as backslash escapes.
/// </summary>
internal static class Escaped
{
    /// <summary>The escaped form of <paramref name="bytes"/>: <c>\n \r \t \\</c>, and <c>\xNN</c> for other control and invalid bytes.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status != OperationStatus.Done || IsUnsafe(rune))
            {
                foreach (var value in bytes[..consumed])
                {
                    text.Append(
                        value switch
                        {
                            (byte)'\n' => "\\n",
                            (byte)'\r' => "\\r",
                            (byte)'\t' => "\\t",
                            (byte)'\\' => "\\\\",
                            _ => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
                        }
                    );
                }
            }
            else
            {
                text.Append(rune.ToString());
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    /// <summary>The escaped form of text that did not come from a path, such as a word of the command line.</summary>
    public static string Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    // Control characters move the cursor, bidirectional marks (category Format) reorder what is read, both let a name lie.
    private static bool IsUnsafe(Rune rune) =>
        rune.Value == '\\'
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
