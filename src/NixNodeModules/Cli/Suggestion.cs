namespace NixNodeModules.Cli;

/// <summary>What somebody may have meant by a word that is not known.</summary>
internal static class Suggestion
{
    /// <summary>
    /// The nearest of the words that are known: one that begins with what was typed, else one that is at most a third of its letters away
    /// (left out, put in, exchanged or swapped), else one of which it is an abbreviation; null where none is near.
    /// </summary>
    public static string? For(string typed, IEnumerable<string> known)
    {
        string? best = null;
        var least = Math.Max(1, typed.Length / 3) + 1;
        foreach (var word in known)
        {
            var distance =
                typed.Length >= 3 && word.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(typed, word);
            if (distance < least)
            {
                (best, least) = (word, distance);
            }
        }

        return best ?? known.FirstOrDefault(word => IsAbbreviation(typed, word));
    }

    /// <summary>The sentence that offers it, with a space in front; empty where there is nothing to offer.</summary>
    public static string Sentence(string typed, IEnumerable<string> known) =>
        For(typed, known) is { } word ? $" Did you mean {word}?" : "";

    // The same beginning, and letters left out behind it: --deps.
    private static bool IsAbbreviation(string typed, string word)
    {
        const int beginning = 5;
        if (typed.Length <= beginning || !word.StartsWith(typed[..beginning], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var at = beginning;
        foreach (var letter in word.AsSpan(beginning))
        {
            at += at < typed.Length && IsSame(letter, typed[at]) ? 1 : 0;
        }

        return at == typed.Length;
    }

    // Optimal string alignment, three rows at a time.
    private static int Distance(string typed, string word)
    {
        var rows = new int[3][];
        for (var i = 0; i < 3; i++)
        {
            rows[i] = new int[word.Length + 1];
        }

        for (var j = 0; j <= word.Length; j++)
        {
            rows[0][j] = j;
        }

        for (var i = 1; i <= typed.Length; i++)
        {
            var (row, above, before) = (rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3]);
            row[0] = i;
            for (var j = 1; j <= word.Length; j++)
            {
                var same = IsSame(typed[i - 1], word[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + same);
                if (i > 1 && j > 1 && IsSame(typed[i - 1], word[j - 2]) && IsSame(typed[i - 2], word[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }
        }

        return rows[typed.Length % 3][word.Length];
    }

    private static bool IsSame(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
