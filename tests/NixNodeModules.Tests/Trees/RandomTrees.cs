using FsCheck;
using FsCheck.Fluent;
using NixNodeModules.Posix;

namespace NixNodeModules.Tests.Trees;

/// <summary>Random trees full of what link resolution can get wrong. Few names, so that much collides and much is found.</summary>
internal static class RandomTrees
{
    private static readonly Gen<string> Name = Gen.Elements("a", "b", "c", "d");

    /// <summary>Trees whose links lead about inside, climb out and in again, and out to <c>../out</c>; <c>{root}</c> stands for the top's path.</summary>
    public static Gen<TreeText> OfLinks { get; } = Of(LinkText(), Path(1, 4));

    public static Gen<TreeText> Of(Gen<string> linkText, Gen<string> path) =>
        from size in Gen.Choose(1, 16)
        from lines in Line(linkText, path).ListOf(size)
        select new TreeText(lines);

    /// <summary>The tree without some of its entries, then with simpler link texts.</summary>
    public static IEnumerable<TreeText> Shrink(TreeText tree)
    {
        var lines = tree.Entries.ToList();
        return Properties
            .Shorter(lines)
            .Select(fewer => new TreeText(fewer))
            .Where(smaller => smaller.Entries.Count() < lines.Count)
            .Concat(
                lines.SelectMany(line =>
                    SimplerTexts(line)
                        .Select(text => new TreeText([.. lines.Where(other => other != line), line with { Text = text }]))
                )
            );
    }

    private static IEnumerable<string> SimplerTexts(TreeLine line) =>
        line.Kind == FileKind.Link
            ? Properties
                .Shorter(line.Text.Split('/'))
                .Where(parts => parts.Any(part => part.Length > 0))
                .Select(parts => string.Join('/', parts))
            : [];

    public static Gen<string> Path(int shortest, int longest) =>
        from length in Gen.Choose(shortest, longest)
        from names in Name.ListOf(length)
        select string.Join('/', names);

    private static Gen<TreeLine> Line(Gen<string> linkText, Gen<string> path) =>
        from place in path
        from line in Gen.Frequency(
            (2, Gen.Constant(new TreeLine(place, FileKind.Directory))),
            (2, Gen.Constant(new TreeLine(place, FileKind.File, "x"))),
            (5, linkText.Select(text => new TreeLine(place, FileKind.Link, text)))
        )
        select line;

    private static Gen<string> LinkText()
    {
        var component = Gen.Frequency(
            (8, Name),
            (4, Gen.Constant("..")),
            (1, Gen.Constant(".")),
            (1, Gen.Constant("")),
            (1, Gen.Constant(new string('n', 256)))
        );
        var start = Gen.Frequency(
            (10, Gen.Constant("")),
            (4, Gen.Elements("../", "../../")),
            (1, Gen.Constant("{root}/")),
            (1, Gen.Elements("../root/", "../../root/", "../../../root/")),
            (1, Gen.Elements("../out/", "../../out/")),
            (1, Gen.Constant("{root}/../out/"))
        );
        var special = Gen.Elements("{root}", "/", "..", ".", "./", "../out/file", "../out/file/", "../out/back", "../out/loop/x");
        var made =
            from prefix in start
            from length in Gen.Choose(1, 4)
            from components in component.ListOf(length)
            from suffix in Gen.Frequency((5, Gen.Constant("")), (1, Gen.Constant("/")))
            select prefix + string.Join('/', components) + suffix;
        return Gen.Frequency((12, made), (1, special)).Select(text => text.Length == 0 ? "." : text);
    }
}
