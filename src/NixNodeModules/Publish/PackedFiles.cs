using System.Text;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Publish;

/// <summary>
/// Which files of a package npm would pack (npm-packlist 10, with npm 11), asked for one entry after another while its directories are
/// walked from the top. Other than npm it never reads a <c>.gitignore</c>: that says what is not committed, and what a build makes is not.
/// See docs/files.md for the rest.
/// </summary>
internal sealed class PackedFiles
{
    private static readonly string[] Defaults =
    [
        ".npmignore",
        ".gitignore",
        "**/.git",
        "**/.svn",
        "**/.hg",
        "**/CVS",
        "**/.git/**",
        "**/.svn/**",
        "**/.hg/**",
        "**/CVS/**",
        "/.lock-wscript",
        "/.wafpickle-*",
        "/build/config.gypi",
        "npm-debug.log",
        "**/.npmrc",
        ".*.swp",
        ".DS_Store",
        "**/.DS_Store/**",
        "._*",
        "**/._*/**",
        "*.orig",
        "/archived-packages/**",
    ];

    private static readonly string[] Strict =
    [
        "/.git",
        "!/package.json",
        "!/readme{,.*[^~$]}",
        "!/copying{,.*[^~$]}",
        "!/license{,.*[^~$]}",
        "!/licence{,.*[^~$]}",
        "/.git",
        "/node_modules",
        ".npmrc",
        "/package-lock.json",
        "/yarn.lock",
        "/pnpm-lock.yaml",
        "/bun.lockb",
    ];

    private readonly DirectoryNode project;
    private readonly Func<Place, byte[]?> read;
    private readonly BytePath manifest;
    private readonly List<Level> levels = [];
    private readonly List<int> own = [];
    private readonly List<PackRule> plain = [];
    private readonly List<string> listedFiles = [];

    /// <summary>Prepares the rules of a package; <paramref name="read"/> gives what an ignore file holds, null for one that cannot count.</summary>
    public PackedFiles(DirectoryNode project, Publication publication, Func<Place, byte[]?> read)
    {
        this.project = project;
        this.read = read;
        manifest = project.Path.Join("package.json"u8);
        Add(plain, Defaults);
        levels.Add(new(TopRules(publication), plain.Count, IsExact: true, IsOdd: false));
        Add(plain, "/.git");
    }

    /// <summary>
    /// Goes into a directory that <see cref="Passes"/>, at a depth of 1 or more; its siblings and what is below them are left.
    /// <paramref name="names"/> are those of its path from the project.
    /// </summary>
    public void Enter(DirectoryNode directory, ReadOnlySpan<string> names)
    {
        var isExact = Passes(names, asDirectory: false) || Passes(names, asDirectory: false, hasSlash: true);
        levels.RemoveRange(names.Length, levels.Count - names.Length);
        while (own is [.., var level] && level >= names.Length)
        {
            own.RemoveAt(own.Count - 1);
        }

        var isOdd = levels[^1].IsOdd || IsPlainlyOut(names);
        var ignored = IgnoreFile(directory);
        var required = names.Length == 1 ? Required(names[0]) : [];
        if (ignored is null && required.Count == 0)
        {
            levels.Add(new(plain, plain.Count, isExact, isOdd));
            return;
        }

        var rules = new List<PackRule>(plain);
        rules.RemoveAt(rules.Count - 1);
        var plainCount = rules.Count;
        rules.AddRange(ignored ?? []);
        rules.Add(plain[^1]);
        Add(rules, [.. required]);
        levels.Add(new(rules, plainCount, isExact, isOdd));
        own.Add(names.Length);
    }

    /// <summary>
    /// Whether an entry of a directory that was entered is packed, the names of its path given from the project;
    /// <paramref name="asDirectory"/>: whether something below it may be.
    /// </summary>
    public bool Passes(ReadOnlySpan<string> names, bool asDirectory, bool hasSlash = false)
    {
        var isIn = true;
        var last = names.Length - 1;
        var isOdd = levels[last].IsOdd;
        for (var i = 0; i <= last; i = isOdd || i >= last - 1 ? i + 1 : NextToAsk(i + 1, last - 1))
        {
            // What a directory's parents leave out stays out, unless they name the directory itself.
            if (!isIn && !levels[i].IsExact)
            {
                continue;
            }

            var rules = levels[i].Rules;
            for (var j = i < last - 1 && !isOdd ? levels[i].PlainCount : 0; j < rules.Count; j++)
            {
                if (
                    rules[j].IsNegated != isIn
                    && rules[j].IsMatch(new PathNames(names[i..]).Slashed(hasSlash), asDirectory, isBelow: i < last)
                )
                {
                    isIn = rules[j].IsNegated;
                }
            }
        }

        return isIn;
    }

    // The rules that are the same in each directory look at one name and the one above it. Further up they say nothing new, unless a directory
    // on the way was brought in against them; and a walk down many levels would take the cube of their number.
    private int NextToAsk(int from, int limit)
    {
        foreach (var level in own)
        {
            if (level >= from)
            {
                return Math.Min(level, limit);
            }
        }

        return Math.Max(from, limit);
    }

    private bool IsPlainlyOut(ReadOnlySpan<string> names)
    {
        foreach (var rule in plain)
        {
            if (
                rule.IsMatch(new(names[^1..]), asDirectory: true, isBelow: false)
                || (names.Length > 1 && rule.IsMatch(new(names[^2..]), asDirectory: true, isBelow: true))
            )
            {
                return true;
            }
        }

        return false;
    }

    private List<PackRule> TopRules(Publication publication)
    {
        var rules = new List<PackRule>(plain);
        var strict = new List<string>(Strict);
        if (publication.Files is { } files)
        {
            Add(rules, "*");
            foreach (var written in files)
            {
                var file = written.StartsWith("./", StringComparison.Ordinal) ? written[1..] : written;
                file += file.EndsWith("/*", StringComparison.Ordinal) ? "*" : "";
                switch (KindOf(file.TrimStart('!')))
                {
                    case FileKind.Directory:
                        Add(rules, $"!{file}", $"!{file}/**");
                        break;
                    case FileKind.File or FileKind.Link:
                        // Named as it is, a file goes out whatever else is said of it.
                        strict.Insert(0, $"!{file}");
                        listedFiles.Add(file.StartsWith('/') ? file[1..] : file);
                        break;
                    case null:
                        Add(rules, $"!{file}");
                        break;
                }
            }
        }
        else
        {
            rules.AddRange(IgnoreFile(project) ?? []);
        }

        Add(rules, [.. strict]);
        foreach (var path in (string?[])[publication.Browser, publication.Main, .. publication.Bins])
        {
            if (path is { Length: > 0 })
            {
                Add(rules, $"!/{path}");
            }
        }

        AddBinDirectory(rules, publication.BinDirectory);
        return rules;
    }

    // Every file in it that is not hidden, however deep.
    private void AddBinDirectory(List<PackRule> rules, string? path)
    {
        if (path is null || Find(path) is not { IsDirectory: true } place)
        {
            return;
        }

        var top = place.Directory.Path.Span.Length;
        foreach (var directory in TreeWalk.Directories(place.Directory, child => child.Name[0] != (byte)'.'))
        {
            for (var i = 0; i < (directory.Listing?.Count ?? 0); i++)
            {
                if (directory.Listing!.Name(i)[0] != (byte)'.')
                {
                    Add(rules, $"!/{path}{Encoding.UTF8.GetString(directory.PathOf(i).Span[top..])}");
                }
            }
        }
    }

    // npm hands a file that `files` names on to the directory that it is in, and no further.
    private List<string> Required(string directory)
    {
        var required = new List<string>();
        foreach (var file in listedFiles)
        {
            if (file.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var parent, var name] && parent == directory)
            {
                required.Add($"!{name}");
            }
        }

        return required;
    }

    private List<PackRule>? IgnoreFile(DirectoryNode directory)
    {
        var index = directory.Listing!.Find(".npmignore"u8);
        if (
            index < 0
            || directory.Listing[index].Kind is not (FileKind.File or FileKind.Link)
            || read(new(directory, index)) is not { } content
        )
        {
            return null;
        }

        var rules = new List<PackRule>();
        var from = directory.PathOf(index);
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            PackRule.Add(rules, line, from);
        }

        return rules;
    }

    private void Add(List<PackRule> rules, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            PackRule.Add(rules, line, manifest);
        }
    }

    private FileKind? KindOf(string path) =>
        Find(path) is not { } place ? null
        : place.IsDirectory ? FileKind.Directory
        : place.Directory.Listing![place.Index].Kind;

    // What stands at a path below the project, as far as no link is on the way.
    private Place? Find(string path)
    {
        var names = new List<string>();
        foreach (var name in path.Split('/'))
        {
            if (name == ".." && names.Count == 0)
            {
                return null;
            }

            if (name == "..")
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (name is not ("" or "."))
            {
                names.Add(name);
            }
        }

        var place = new Place(project);
        foreach (var name in names)
        {
            if (
                !place.IsDirectory
                || place.Directory.Listing is not { } listing
                || listing.Find(Encoding.UTF8.GetBytes(name)) is not (>= 0 and var index)
            )
            {
                return null;
            }

            place = listing[index].Kind == FileKind.Directory ? new(place.Directory.Child(index)) : new(place.Directory, index);
        }

        return path.EndsWith('/') && !place.IsDirectory ? null : place;
    }

    /// <param name="Rules">Those of one directory, in order.</param>
    /// <param name="PlainCount">How many of them, the first, every directory has.</param>
    /// <param name="IsExact">Whether the directory itself is in, not just something below it.</param>
    /// <param name="IsOdd">Whether it or one above it is here against the rules that every directory has.</param>
    private sealed record Level(List<PackRule> Rules, int PlainCount, bool IsExact, bool IsOdd);
}
