namespace NixNodeModules.Publish;

/// <summary>A pattern for one name of a path: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a]</c>, <c>\</c> before a character that means itself.</summary>
internal sealed class NamePattern
{
    // A pattern without a wildcard is its text; one with wildcards, the list of what its characters have to be.
    private readonly string? literal;
    private readonly Token[] tokens;
    private readonly bool ignoresCase;

    private NamePattern(string? literal, Token[] tokens, bool ignoresCase)
    {
        this.literal = literal;
        this.tokens = tokens;
        this.ignoresCase = ignoresCase;
    }

    /// <summary>Whether it is the empty name, as before a leading slash and behind a trailing one.</summary>
    public bool IsEmpty => literal?.Length == 0;

    /// <summary>Reads a pattern; null for one with a named class such as <c>[[:alpha:]]</c>, which nobody has needed yet.</summary>
    public static NamePattern? Parse(string text, bool ignoresCase)
    {
        var read = new List<Token>();
        var isLiteral = true;
        for (var i = 0; i < text.Length; i++)
        {
            var token = text[i] switch
            {
                '*' => Token.AnyText,
                '?' => Token.AnyCharacter,
                '[' => Set(text, ref i),
                '\\' when i + 1 < text.Length => new Token(text[++i]),
                var character => new(character),
            };
            if (token is null)
            {
                return null;
            }

            isLiteral &= token.Kind == TokenKind.Character;
            if (token != Token.AnyText || read is not [.., { Kind: TokenKind.AnyText }])
            {
                read.Add(token);
            }
        }

        return isLiteral
            ? new(string.Concat(read.ConvertAll(token => token.First)), [], ignoresCase)
            : new(null, [.. read], ignoresCase);
    }

    /// <summary>Whether a name matches. Linear in the name for each star: there is no pattern that takes forever.</summary>
    public bool IsMatch(string name)
    {
        if (literal is not null)
        {
            return string.Equals(name, literal, ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        }

        int token = 0,
            star = -1,
            starAt = 0;
        for (var i = 0; i < name.Length; )
        {
            if (token < tokens.Length && tokens[token].Kind == TokenKind.AnyText)
            {
                (star, starAt) = (token++, i);
            }
            else if (token < tokens.Length && tokens[token].IsMatch(name[i], ignoresCase))
            {
                token++;
                i++;
            }
            else if (star >= 0)
            {
                token = star + 1;
                i = ++starAt;
            }
            else
            {
                return false;
            }
        }

        while (token < tokens.Length && tokens[token].Kind == TokenKind.AnyText)
        {
            token++;
        }

        // The name behind a trailing slash is empty, and no wildcard is meant for it.
        return token == tokens.Length && name.Length > 0;
    }

    // Ends at the closing bracket. A bracket that is never closed means itself.
    private static Token? Set(string text, ref int at)
    {
        var i = at + 1;
        var isNegated = i < text.Length && text[i] is '!' or '^';
        i += isNegated ? 1 : 0;
        var start = i;
        var ranges = new List<(char First, char Last)>();
        while (i < text.Length && (text[i] != ']' || i == start))
        {
            if (text[i] == '[' && i + 1 < text.Length && text[i + 1] == ':')
            {
                return null;
            }

            var first = Character(text, ref i);
            if (i + 1 < text.Length && text[i] == '-' && text[i + 1] != ']')
            {
                i++;
                ranges.Add((first, Character(text, ref i)));
            }
            else
            {
                ranges.Add((first, first));
            }
        }

        if (i >= text.Length)
        {
            return new('[');
        }

        at = i;
        return new(TokenKind.Set) { Ranges = [.. ranges], IsNegated = isNegated };
    }

    private static char Character(string text, ref int i)
    {
        i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
        return text[i++];
    }

    private enum TokenKind : byte
    {
        Character,
        AnyCharacter,
        AnyText,
        Set,
    }

    private sealed class Token(TokenKind kind, char first = '\0')
    {
        public static readonly Token AnyText = new(TokenKind.AnyText);
        public static readonly Token AnyCharacter = new(TokenKind.AnyCharacter);

        public Token(char character)
            : this(TokenKind.Character, character) { }

        public TokenKind Kind => kind;

        public char First => first;

        public (char First, char Last)[] Ranges { get; init; } = [];

        public bool IsNegated { get; init; }

        public bool IsMatch(char character, bool ignoresCase) =>
            kind switch
            {
                TokenKind.AnyCharacter => true,
                TokenKind.Set => IsNegated != Holds(character, ignoresCase),
                _ => character == first || (ignoresCase && char.ToLowerInvariant(character) == char.ToLowerInvariant(first)),
            };

        private bool Holds(char character, bool ignoresCase)
        {
            foreach (var (from, to) in Ranges)
            {
                if (
                    IsIn(character)
                    || (ignoresCase && (IsIn(char.ToLowerInvariant(character)) || IsIn(char.ToUpperInvariant(character))))
                )
                {
                    return true;
                }

                bool IsIn(char value) => value >= from && value <= to;
            }

            return false;
        }
    }
}
