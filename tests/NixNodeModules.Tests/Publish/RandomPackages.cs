using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace NixNodeModules.Tests.Publish;

/// <summary>Random packages with names and patterns from a few, so that many of the patterns match.</summary>
internal static class RandomPackages
{
    private static readonly Gen<string> Name = Gen.Elements("a", "b", "lib", "A.js", "b.js", ".c", "x.orig", "README.md");

    private static readonly Gen<string> Part = Gen.Frequency(
        (6, Name),
        (1, Gen.Elements("*", "**", "*.js", "?", "a*", "[ab]", "[!a]*", "{a,b}", "{lib,b}.js", ".*", "LIB", "..", "."))
    );

    private static readonly Gen<string> Pattern =
        from not in Gen.Frequency((3, Gen.Constant("")), (1, Gen.Constant("!")))
        from start in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Elements("/", "./", "**/")))
        from count in Gen.Choose(1, 3)
        from parts in Part.ListOf(count)
        from end in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Elements("/", "/*", "/**")))
        select not + start + string.Join('/', parts) + end;

    private static readonly Gen<string> Files =
        from count in Gen.Choose(2, 10)
        from paths in FilePath().ListOf(count)
        from ignores in IgnoreFile().ListOf(1)
        from more in Gen.Choose(0, 1)
        from nested in IgnoreFile().ListOf(more)
        select string.Join('\n', [.. paths, .. nested, .. ignores]);

    public static Gen<PackageTree> All { get; } =
        from tree in Files
        from hasFiles in Gen.Elements(true, false)
        from count in Gen.Choose(0, 3)
        from files in Pattern.ListOf(count)
        from main in FilePath()
        from bin in FilePath()
        select new PackageTree(
            JsonSerializer.Serialize(
                hasFiles
                    ? new
                    {
                        main,
                        bin,
                        files,
                    }
                    : (object)new { main, bin }
            ),
            tree
        );

    private static Gen<string> FilePath() =>
        from count in Gen.Choose(1, 4)
        from names in Name.ListOf(count)
        select string.Join('/', names);

    private static Gen<string> IgnoreFile() =>
        from directory in Gen.Elements("", "", "a/", "lib/", "a/b/")
        from count in Gen.Choose(1, 3)
        from patterns in Pattern.ListOf(count)
        select $"{directory}.npmignore = {string.Join("\\n", patterns)}";
}
