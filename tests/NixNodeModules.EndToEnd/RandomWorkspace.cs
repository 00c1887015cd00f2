using FsCheck;
using FsCheck.Fluent;
using NixNodeModules.EndToEnd.Support;

namespace NixNodeModules.EndToEnd;

/// <summary>One thing in a random workspace: a link where it has a text, else a file (the directories above it come with it).</summary>
/// <param name="Path">Where it is.</param>
/// <param name="LinkText">The link's text; ROOT stands for the workspace's absolute path. Null for a file.</param>
internal sealed record RandomEntry(string Path, string? LinkText)
{
    public override string ToString() => LinkText is null ? Path : $"{Path} -> {LinkText}";
}

/// <summary>
/// A workspace of random projects, module trees and links of all kinds: relative, absolute, with .. through links, in chains and circles,
/// broken, leading outside. Many lead to another entry, so that most workspaces have something to follow.
/// </summary>
internal sealed record RandomWorkspace(IReadOnlyList<RandomEntry> Entries)
{
    /// <summary>The projects: the root and two more, of which one lies in the other.</summary>
    public static readonly string[] Projects = ["", "packages/a", "packages/a/packages/in", "packages/b"];

    private static readonly string[] Places =
    [
        "node_modules",
        "node_modules/.pnpm/x@1/node_modules",
        "node_modules/@s",
        "packages/a",
        "packages/a/node_modules",
        "packages/a/packages/in",
        "packages/a/packages/in/node_modules",
        "packages/b",
        "packages/b/node_modules",
        "packages/b/src/deep",
        "packages",
        "tools/x",
        "tools",
        ".git",
    ];

    private static readonly string[] Names = ["x", "y", "z", "index.js", "lib"];

    /// <summary>Random workspaces, shrunk by leaving entries out.</summary>
    public static Arbitrary<RandomWorkspace> Arbitrary { get; } =
        Arb.From(
            Entry().ListOf().Where(entries => entries.Count > 0).Select(entries => new RandomWorkspace([.. entries])),
            workspace =>
                Enumerable
                    .Range(0, workspace.Entries.Count)
                    .Select(left => new RandomWorkspace([.. workspace.Entries.Where((_, index) => index != left)]))
        );

    /// <summary>Builds it; what cannot stand beside what is there already is left out.</summary>
    public Site Build()
    {
        var site = Site.Empty()
            .File("package.json", "{}")
            .File("pnpm-workspace.yaml", "packages: ['packages/*', 'packages/*/packages/*']");
        site.Directory("node_modules");
        foreach (var project in Projects.Skip(1))
        {
            site.File($"{project}/package.json", "{}").File($"{project}/index.js", project);
        }

        foreach (var entry in Entries)
        {
            if (!CanStand(site, entry.Path))
            {
                continue;
            }

            if (entry.LinkText is null)
            {
                site.File(entry.Path, entry.Path);
            }
            else
            {
                site.Link(entry.Path, entry.LinkText.Replace("ROOT", site.Repo, StringComparison.Ordinal));
            }
        }

        return site;
    }

    public override string ToString() => string.Join('\n', Entries);

    private static bool CanStand(Site site, string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (Kernel.Look(site.PathOf(path[..slash])) is not null && !Kernel.IsDirectory(site.PathOf(path[..slash])))
            {
                return false;
            }
        }

        return Kernel.Look(site.PathOf(path)) is null;
    }

    private static Gen<RandomEntry> Entry() =>
        from path in Path()
        from text in Gen.Frequency(
            (3, Gen.Constant<string?>(null)),
            (4, Target().Select(target => (string?)Relative(path, target))),
            (2, Winding(path)),
            (1, Target().Select(target => (string?)$"ROOT/{target}")),
            (1, Gen.Elements<string?>("../../../../..", "/usr", "nowhere", ".", "..", "./x/../y", "../x/.", "x//y/"))
        )
        select new RandomEntry(path, text);

    private static Gen<string> Path() =>
        from place in Gen.Elements(Places)
        from name in Gen.Elements(Names)
        from below in Gen.Frequency((3, Gen.Constant("")), (1, Gen.Elements(Names).Select(further => $"/{further}")))
        select $"{place}/{name}{below}";

    private static Gen<string> Target() =>
        Gen.OneOf(
            Path(),
            Gen.Elements(Places),
            Gen.Elements("packages/a", "packages/b", "packages/a/index.js", "packages/b/package.json", "packages")
        );

    // Through another entry, which may be a link, and back by dots.
    private static Gen<string?> Winding(string path) =>
        from through in Target()
        from up in Gen.Elements("..", "../..", ".", "../node_modules", "../../packages/b")
        from end in Gen.Elements("", "/x", "/index.js", "/lib/y")
        select (string?)$"{Relative(path, through)}/{up}{end}";

    private static string Relative(string link, string target) =>
        string.Concat(Enumerable.Repeat("../", link.Count(character => character == '/'))) + target;
}
