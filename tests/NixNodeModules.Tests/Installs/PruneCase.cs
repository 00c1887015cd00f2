using FsCheck;
using FsCheck.Fluent;
using NixNodeModules.Dependencies;
using NixNodeModules.Paths;

namespace NixNodeModules.Tests.Installs;

/// <summary>A random installed workspace and what is asked of it.</summary>
internal sealed record PruneCase(
    Linker Linker,
    IReadOnlyList<Need> Needs,
    IReadOnlyList<string> Projects,
    IReadOnlyList<string> Focus,
    IReadOnlyList<string> Hoisted,
    DependencyChoice Choice,
    bool HoistsLast
)
{
    private static readonly string[] Names = ["a", "b", "c", "@s/a", "@s/b", "d-e"];
    private static readonly string[] ProjectPaths = ["p/a", "p/b", "p/a/c", "q"];
    private static readonly string[] Packages = [.. Names.SelectMany(name => new[] { $"{name}@1", $"{name}@2", $"{name}@9" })];

    public static Gen<PruneCase> All { get; } =
        from linker in Gen.Elements(Linker.Npm, Linker.PnpmHoisted, Linker.PnpmIsolated, Linker.BunIsolated)
        from count in Gen.Choose(1, 30)
        from needs in NeedOfAny.ListOf(count)
        from projects in Gen.SubListOf(ProjectPaths)
        from focus in Gen.Frequency(
            (1, Gen.Constant(new List<string>())),
            (3, Gen.SubListOf([".", .. projects]).Select(some => some.ToList()))
        )
        from hoisted in Gen.SubListOf(Names)
        from prod in Gen.Elements(true, false)
        from noOptional in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from noPeer in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from keep in Gen.Frequency((5, Gen.Constant<string[]>([])), (1, Gen.Elements(Names).Select(name => new[] { name })))
        from last in Gen.Elements(true, false)
        select new PruneCase(
            linker,
            [.. needs],
            ["", .. projects],
            [.. focus],
            [.. hoisted],
            new(prod, noOptional, noPeer, [.. keep.Select(BytePath.FromText)]),
            last
        );

    private static Gen<Need> NeedOfAny { get; } =
        from sender in Gen.Frequency((2, Gen.Elements(["", .. ProjectPaths])), (3, Gen.Elements(Packages)))
        from target in Gen.Frequency(
            (8, Gen.Elements(Packages)),
            (3, Gen.Elements([".", .. ProjectPaths, .. ProjectPaths])),
            (1, Gen.Constant(""))
        )
        from alias in Gen.Elements(Names)
        from isAlias in Gen.Frequency((7, Gen.Constant(false)), (1, Gen.Constant(true)))
        from kind in Gen.Frequency(
            (6, Gen.Constant(DependencyKind.Production)),
            (2, Gen.Constant(DependencyKind.Optional)),
            (2, Gen.Constant(DependencyKind.Peer)),
            (2, Gen.Constant(DependencyKind.OptionalPeer)),
            (3, Gen.Constant(DependencyKind.Development)),
            (1, Gen.Constant(DependencyKind.Linked))
        )
        select new Need(sender, isAlias || target.Length == 0 ? alias : Graph.NameOf(target == "." ? "" : target), target, kind);

    public static IEnumerable<PruneCase> Shrink(PruneCase one) =>
        [
            .. Properties.Shorter(one.Needs).Select(fewer => one with { Needs = fewer }),
            .. ProjectPaths
                .Where(one.Projects.Contains)
                .Select(path =>
                    one with
                    {
                        Projects = [.. one.Projects.Where(other => other != path)],
                        Focus = [.. one.Focus.Where(other => other != path)],
                    }
                ),
            .. Properties.Shorter(one.Focus).Select(fewer => one with { Focus = fewer }),
            .. Properties.Shorter(one.Hoisted).Select(fewer => one with { Hoisted = fewer }),
            .. one.Choice.IsProduction ? [one with { Choice = one.Choice with { IsProduction = false } }] : (PruneCase[])[],
            .. one.Choice.OmitsOptional ? [one with { Choice = one.Choice with { OmitsOptional = false } }] : (PruneCase[])[],
            .. one.Choice.OmitsPeer ? [one with { Choice = one.Choice with { OmitsPeer = false } }] : (PruneCase[])[],
            .. one.Choice.Keep.Count > 0 ? [one with { Choice = one.Choice with { Keep = [] } }] : (PruneCase[])[],
            .. one.HoistsLast ? [one with { HoistsLast = false }] : (PruneCase[])[],
        ];

    public Graph MakeGraph() => new(Needs, Projects, Install.IsIsolated(Linker));

    public override string ToString() =>
        $"{Linker}, projects [{string.Join(' ', Projects)}], focus [{string.Join(' ', Focus)}], hoisted [{string.Join(' ', Hoisted)}], prod {Choice.IsProduction}, no optional {Choice.OmitsOptional}, no peer {Choice.OmitsPeer}, "
        + $"keep [{string.Join(' ', Choice.Keep)}], last {HoistsLast}\n{MakeGraph()}\n{new Install(MakeGraph(), Linker, HoistsLast, Hoisted).Tree}";
}
