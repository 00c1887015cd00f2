using NixNodeModules.Paths;

namespace NixNodeModules.Publish;

/// <summary>
/// One line of npm's rules, as npm's ignore-walk reads them with minimatch: close to gitignore syntax, but regardless of case, with braces,
/// and <c>!dir/file</c> brings back a directory that an earlier line took out.
/// </summary>
internal sealed class PackRule
{
    private readonly PathPattern[] patterns;
    private readonly bool isOneName;

    private PackRule(bool isNegated, PathPattern[] patterns)
    {
        IsNegated = isNegated;
        this.patterns = patterns;
        isOneName = Array.Exists(patterns, pattern => pattern.Count <= (pattern.HasSlash ? 2 : 1));
    }

    /// <summary>Whether what matches is to go out; else it is to stay behind.</summary>
    public bool IsNegated { get; }

    /// <summary>
    /// Adds the rule of a line, unless the line is empty or a comment. Throws a refusal (exit code 3) for a pattern that is not understood:
    /// reading it otherwise than npm does would leave a file behind, or let one out.
    /// </summary>
    public static void Add(List<PackRule> rules, string line, BytePath from)
    {
        var text = line.Trim().Trim('\uFEFF');
        if (text.Length == 0 || text[0] == '#')
        {
            return;
        }

        var bare = text.TrimStart('!');
        var read = new List<PathPattern>();
        foreach (var written in Braces.Expand(bare) ?? throw Refusal(text, from))
        {
            read.Add(Parse(written) ?? throw Refusal(text, from));
        }

        rules.Add(new((text.Length - bare.Length) % 2 == 1, [.. read]));
    }

    /// <summary>
    /// Whether the rule speaks of a path, given from the directory that the rule stands in. <paramref name="asDirectory"/>: whether it
    /// does if that is a directory, or something below it if the rule brings in. <paramref name="isBelow"/>: whether the path has been
    /// found in a directory further down.
    /// </summary>
    public bool IsMatch(PathNames path, bool asDirectory, bool isBelow)
    {
        foreach (var pattern in patterns)
        {
            if (IsMatch(pattern, path, asDirectory) || (asDirectory && isBelow && isOneName && IsMatch(pattern, path.Base, true)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsMatch(PathPattern pattern, PathNames path, bool asDirectory)
    {
        // A pattern without a slash is for a name anywhere.
        if (pattern.Count == 1)
        {
            return pattern.IsMatch(path.Base);
        }

        var slashed = path.Slashed(asDirectory || path.HasSlash);
        return pattern.IsMatch(slashed)
            || pattern.IsMatch(slashed.Rooted)
            || (asDirectory && IsNegated && (pattern.MayMatchBelow(path) || pattern.MayMatchBelow(path.Rooted)));
    }

    private static PathPattern? Parse(string text)
    {
        var parts = new List<NamePattern?>();
        var names = new List<string>();
        var written = text.Split('/');
        for (var i = 0; i < written.Length; i++)
        {
            var name = written[i];
            if ((name.Length == 0 && i > 0 && i < written.Length - 1) || (name == "**" && names is [.., "**"]))
            {
                // Several slashes are one, and so are several **.
                continue;
            }

            if (name == ".." && names is [.., not ("" or "." or ".." or "**")])
            {
                names.RemoveAt(names.Count - 1);
                continue;
            }

            names.Add(name);
        }

        foreach (var name in names)
        {
            var pattern = name == "**" ? null : NamePattern.Parse(name, ignoresCase: true);
            if (HasExtendedGlob(name) || (pattern is null && name != "**"))
            {
                return null;
            }

            parts.Add(pattern);
        }

        return new(parts.Count == 0 ? [NamePattern.Parse("", ignoresCase: true)] : [.. parts]);
    }

    private static bool HasExtendedGlob(string name)
    {
        for (var i = 0; i + 1 < name.Length; i++)
        {
            if (name[i] == '\\')
            {
                i++;
            }
            else if (name[i] is '?' or '*' or '+' or '@' or '!' && name[i + 1] == '(' && name.IndexOf(')', i) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static Failure Refusal(string text, BytePath from) =>
        new(
            ExitCode.Refused,
            $"cannot tell what {from.Display} publishes: the pattern '{Escaped.Text(text)}' uses a form that is not understood "
                + "(extended globs, ranges in braces, named classes)",
            "Write it with *, **, ?, [...] and {a,b}, or export with --files all."
        );
}
