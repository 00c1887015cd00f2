using System.Text;
using DotNet.Globbing;
using NixNodeModules.Scan;

namespace NixNodeModules.Workspace;

/// <summary>
/// A pattern of workspace directories such as <c>packages/*</c>, <c>apps/**</c>, <c>libs/{a,b}</c>: as npm's, pnpm's, Yarn's and Bun's globs
/// read them. <c>*</c> and <c>**</c> pass over names that begin with a dot; nothing is looked for in <c>node_modules</c>.
/// </summary>
internal sealed class ProjectPattern
{
    // More than a person writes; {a,b} twenty times is a million.
    private const int ExpansionLimit = 1000;

    private readonly Segment[] segments;

    private ProjectPattern(Segment[] segments) => this.segments = segments;

    /// <summary>
    /// The patterns that one written pattern stands for, braces expanded; a leading <c>!</c> is not part of it. Throws a refusal (exit
    /// code 3) for a pattern that leads out of the workspace, and for one that is not understood: passing over it would lose projects.
    /// </summary>
    public static IEnumerable<ProjectPattern> Parse(string written)
    {
        var patterns = new List<ProjectPattern>();
        foreach (var pattern in ExpandBraces(written))
        {
            if (patterns.Count == ExpansionLimit)
            {
                throw Segment.Refusal(written, $"stands for more than {ExpansionLimit} patterns");
            }

            patterns.Add(new(Segments(pattern, written)));
        }

        return patterns;
    }

    /// <summary>The directories below <paramref name="top"/> that match, the top itself for <c>.</c>; <paramref name="read"/> is called for each that is listed.</summary>
    public IEnumerable<DirectoryNode> Expand(DirectoryNode top, Action<DirectoryNode> read)
    {
        var found = new List<DirectoryNode>();
        Expand(top, 0, read, found);
        return found;
    }

    /// <summary>
    /// Whether the pattern matches a directory, or one above it where it ends with <c>/**</c>; <paramref name="top"/> is the directory
    /// above that the pattern begins at, null for the tree's top.
    /// </summary>
    public bool IsMatch(DirectoryNode directory, DirectoryNode? top = null)
    {
        var names = new List<string>();
        for (var node = directory; node.Parent is not null && node != top; node = node.Parent)
        {
            names.Add(Encoding.UTF8.GetString(node.Name));
        }

        names.Reverse();
        return IsMatch(0, names, 0);
    }

    // Depth is bounded by the pattern and, under **, by the levels of real directories; the work list keeps it off the stack.
    private void Expand(DirectoryNode top, int segment, Action<DirectoryNode> read, List<DirectoryNode> found)
    {
        var seen = new HashSet<DirectoryNode>[segments.Length + 1];
        var work = new Stack<(DirectoryNode Directory, int Segment)>();
        work.Push((top, segment));
        while (work.TryPop(out var item))
        {
            if (!(seen[item.Segment] ??= []).Add(item.Directory))
            {
                // Several ** lead to one directory in many ways.
                continue;
            }

            if (item.Segment == segments.Length)
            {
                found.Add(item.Directory);
                continue;
            }

            read(item.Directory);
            var wanted = segments[item.Segment];
            if (wanted.IsAnyDepth)
            {
                work.Push((item.Directory, item.Segment + 1));
            }

            foreach (var (child, name) in Subdirectories(item.Directory, wanted))
            {
                if (wanted.IsMatch(name))
                {
                    work.Push((child, wanted.IsAnyDepth ? item.Segment : item.Segment + 1));
                }
            }
        }
    }

    private static IEnumerable<(DirectoryNode Child, string Name)> Subdirectories(DirectoryNode directory, Segment wanted)
    {
        var listing = directory.Listing!;
        if (wanted.Literal is { } literal)
        {
            var index = listing.Find(Encoding.UTF8.GetBytes(literal));
            return index >= 0 && listing[index].Kind == Posix.FileKind.Directory ? [(directory.Child(index), literal)] : [];
        }

        var all = new List<(DirectoryNode, string)>();
        for (var i = 0; i < listing.Count; i++)
        {
            if (listing[i].Kind == Posix.FileKind.Directory)
            {
                all.Add((directory.Child(i), Encoding.UTF8.GetString(listing.Name(i))));
            }
        }

        return all;
    }

    // Two ** in a row are as good as one, and would be tried in every combination.
    private static Segment[] Segments(string pattern, string written)
    {
        var made = new List<Segment>();
        foreach (var part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                part != "."
                && Segment.Parse(part, written) is var segment
                && !(segment.IsAnyDepth && made is [.., { IsAnyDepth: true }])
            )
            {
                made.Add(segment);
            }
        }

        return [.. made];
    }

    private bool IsMatch(int segment, List<string> names, int name)
    {
        if (segment == segments.Length)
        {
            return name == names.Count;
        }

        if (segments[segment].IsAnyDepth)
        {
            return IsMatch(segment + 1, names, name)
                || (name < names.Count && segments[segment].IsMatch(names[name]) && IsMatch(segment, names, name + 1));
        }

        return name < names.Count && segments[segment].IsMatch(names[name]) && IsMatch(segment + 1, names, name + 1);
    }

    private static IEnumerable<string> ExpandBraces(string pattern)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        var close = pattern.IndexOf('}', StringComparison.Ordinal);
        if (open < 0 || close < open || pattern.LastIndexOf('{', close) != open)
        {
            return [pattern];
        }

        return pattern[(open + 1)..close]
            .Split(',')
            .SelectMany(choice => ExpandBraces(string.Concat(pattern.AsSpan(0, open), choice, pattern.AsSpan(close + 1))));
    }

    private readonly record struct Segment(string? Literal, Glob? Glob)
    {
        private static readonly GlobOptions Options = new() { Evaluation = { CaseInsensitive = false } };

        public bool IsAnyDepth => Literal is null && Glob is null;

        public static Segment Parse(string part, string written)
        {
            if (part == "..")
            {
                throw Refusal(written, "leads out of the workspace");
            }

            if (part == "**")
            {
                return default;
            }

            if (part.AsSpan().IndexOfAny("(){}|\\") >= 0)
            {
                throw Refusal(written, "uses a form that is not understood (extended globs, nested braces, escapes)");
            }

            if (part.LastIndexOf('[') is var open and >= 0 && part.IndexOf(']', open) <= open + 1)
            {
                throw Refusal(written, "has a [ without a ] that ends it");
            }

            // Beside other characters two stars are as good as one.
            while (part.Contains("**", StringComparison.Ordinal))
            {
                part = part.Replace("**", "*", StringComparison.Ordinal);
            }

            return part.AsSpan().IndexOfAny("*?[") < 0 ? new(part, null) : new(null, Glob.Parse(part, Options));
        }

        public bool IsMatch(string name)
        {
            if (name is "node_modules" or "bower_components")
            {
                return false;
            }

            if (Literal is not null)
            {
                return name == Literal;
            }

            return (name[0] != '.' || Glob?.ToString() is ['.', ..]) && (Glob is null || Glob.IsMatch(name));
        }

        public static Failure Refusal(string written, string why) =>
            new(
                ExitCode.Refused,
                $"cannot find the projects of the pattern '{Paths.Escaped.Text(written)}': it {why}",
                "Write the workspace's directories with *, **, ?, [...] and {a,b}, all below the workspace root."
            );
    }
}
