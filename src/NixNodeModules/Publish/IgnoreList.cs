namespace NixNodeModules.Publish;

/// <summary>
/// Patterns in gitignore syntax, as Git reads them (https://git-scm.com/docs/gitignore) in a file at the top of what is matched: the last one
/// that matches decides, and what lies below a directory that matches is not asked about.
/// </summary>
internal sealed class IgnoreList
{
    /// <summary>What a file of patterns may have at most, in bytes.</summary>
    public const int SizeLimit = 1024 * 1024;

    private readonly List<Line> lines = [];

    /// <summary>Reads the values of a repeatable option. Throws a usage failure (exit code 2) for a pattern that is not understood.</summary>
    public IgnoreList(IReadOnlyList<string> patterns, string option)
    {
        foreach (var written in patterns)
        {
            if (written.Length > 0 && written[0] != '#')
            {
                lines.Add(
                    Line.Parse(written)
                        ?? throw new Failure(
                            ExitCode.Usage,
                            $"cannot use '{Paths.Escaped.Text(written)}' for {option}: named classes such as [[:alpha:]] are not understood",
                            "Write the characters out, as in [a-zA-Z]."
                        )
                );
            }
        }
    }

    /// <summary>Whether there is no pattern.</summary>
    public bool IsEmpty => lines.Count == 0;

    /// <summary>Whether a path is in the list by its own name; for what lies below a directory that is, nobody asks.</summary>
    public bool IsMatch(ReadOnlySpan<string> names, bool isDirectory)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (
                (isDirectory || !lines[i].IsForDirectories)
                && lines[i].Pattern.IsMatch(new(lines[i].IsForNames ? names[^1..] : names))
            )
            {
                return !lines[i].IsNegated;
            }
        }

        return false;
    }

    private sealed record Line(PathPattern Pattern, bool IsNegated, bool IsForDirectories, bool IsForNames)
    {
        public static Line? Parse(string written)
        {
            var text = WithoutTrailingSpaces(written);
            var isNegated = text.StartsWith('!');
            text = isNegated ? text[1..] : text;
            var isForDirectories = text.EndsWith('/');
            text = isForDirectories ? text[..^1] : text;
            var names = text.Split('/');
            var parts = new List<NamePattern?>();
            for (var i = names is ["", _, ..] ? 1 : 0; i < names.Length; i++)
            {
                if (names.Length > 1 && names[i] == "**")
                {
                    if (parts is [] or [.., not null])
                    {
                        parts.Add(null);
                    }
                }
                else if (NamePattern.Parse(names[i], ignoresCase: false) is { } pattern)
                {
                    parts.Add(pattern);
                }
                else
                {
                    return null;
                }
            }

            // Without a slash before its end it is for a name anywhere.
            return new(new([.. parts]), isNegated, isForDirectories, IsForNames: names.Length == 1);
        }

        private static string WithoutTrailingSpaces(string text)
        {
            var end = text.Length;
            while (end > 0 && text[end - 1] == ' ' && (end < 2 || text[end - 2] != '\\'))
            {
                end--;
            }

            return text[..end];
        }
    }
}
