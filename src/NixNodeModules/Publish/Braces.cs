namespace NixNodeModules.Publish;

/// <summary>Alternatives in braces, <c>a{b,c{d,e}}</c>, as npm and shells read them.</summary>
internal static class Braces
{
    // More than a person writes; {a,b} twenty times is a million.
    private const int Limit = 1000;

    /// <summary>
    /// The patterns that one stands for; null where they are too many, and for ranges such as <c>{1..9}</c>, which nobody has needed
    /// yet. Braces without a comma mean themselves, and so does a brace behind a backslash.
    /// </summary>
    public static List<string>? Expand(string pattern)
    {
        var done = new List<string>();
        var work = new Stack<(string Text, int From)>();
        work.Push((pattern, 0));
        while (work.TryPop(out var item))
        {
            var (text, from) = item;
            if (done.Count + work.Count > Limit)
            {
                return null;
            }

            var open = Next(text, from);
            if (open < 0)
            {
                done.Add(text);
                continue;
            }

            var commas = new List<int> { open };
            var close = Close(text, open, commas);
            if (close > 0 && commas.Count == 1 && text.AsSpan(open, close - open).Contains("..", StringComparison.Ordinal))
            {
                return null;
            }

            if (close < 0 || commas.Count == 1)
            {
                work.Push((text, open + 1));
                continue;
            }

            commas.Add(close);
            for (var i = commas.Count - 2; i >= 0; i--)
            {
                var choice = text.AsSpan(commas[i] + 1, commas[i + 1] - commas[i] - 1);
                work.Push((string.Concat(text.AsSpan(0, open), choice, text.AsSpan(close + 1)), open));
            }
        }

        return done;
    }

    private static int Next(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '{')
            {
                return i;
            }
        }

        return -1;
    }

    private static int Close(string text, int open, List<int> commas)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    return i;
                case ',' when depth == 1:
                    commas.Add(i);
                    break;
            }
        }

        return -1;
    }
}
