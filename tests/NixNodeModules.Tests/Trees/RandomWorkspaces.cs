using FsCheck;
using FsCheck.Fluent;
using NixNodeModules.Posix;

namespace NixNodeModules.Tests.Trees;

/// <summary>Random workspaces at <c>/ws</c> whose links mostly lead to something: to places of the tree, by every kind of way.</summary>
internal static class RandomWorkspaces
{
    private static readonly string[] ProjectPaths = ["p/a", "p/b", "p/a/c", "q"];

    private static readonly string[] Places =
    [
        "node_modules",
        "node_modules/a",
        "node_modules/b",
        "node_modules/.cache",
        "node_modules/.cache/k",
        "node_modules/.pnpm/a",
        "node_modules/.pnpm/node_modules/c",
        "p",
        "p/a",
        "p/b",
        "p/a/c",
        "q",
        "p/a/node_modules",
        "p/a/node_modules/b",
        "p/a/node_modules/.modules.yaml",
        "p/b/node_modules/a",
        "q/node_modules",
        "q/node_modules/x",
        "s",
        "s/t",
        "p/a/s",
        "hop",
        "p/hop",
        "p/b/package.json",
        "s/package.json",
        "q/package.json",
        "package.json",
        ".git",
        ".git/HEAD",
    ];

    public static Gen<TreeText> All { get; } = RandomTrees.Of(LinkText(), Gen.Elements(Places)).Select(Sound);

    /// <summary>Those of the projects that are there.</summary>
    public static IEnumerable<string> Projects(TreeText tree)
    {
        var directories = tree.Entries.Where(line => line.Kind == FileKind.Directory).Select(line => line.Path).ToHashSet();
        return ProjectPaths.Where(directories.Contains).Order(StringComparer.Ordinal);
    }

    // With a root module tree if nothing else has taken its place; manifests are files, since a package whose manifest is a link that is
    // left out is a skeleton.
    private static TreeText Sound(TreeText tree) =>
        new([
            .. tree.Entries.Where(line =>
                line.Kind != FileKind.Link || !line.Path.EndsWith("package.json", StringComparison.Ordinal)
            ),
            new("node_modules/x/package.json", FileKind.File),
        ]);

    private static Gen<string> LinkText() =>
        from target in Gen.Frequency((6, Gen.Elements(Places)), (1, Gen.Constant("")), (2, RandomTrees.Path(1, 2)))
        from up in Gen.Frequency(
            (2, Gen.Constant("")),
            (4, Gen.Constant("../")),
            (4, Gen.Constant("../../")),
            (2, Gen.Constant("../../../"))
        )
        from way in Gen.Frequency(
            (12, Gen.Constant(up + target)),
            (1, Gen.Constant($"/ws/{target}")),
            (1, Gen.Constant($"/elsewhere/back/{target}")),
            (1, Gen.Constant($"{up}../ws/{target}")),
            (1, Gen.Elements("hop/..", "../hop/t", "../p/hop/../b", "../../hop/package.json").Select(through => up + through)),
            (1, Gen.Elements("/elsewhere/d", "self", "."))
        )
        select way.Length == 0 ? "." : way;
}
