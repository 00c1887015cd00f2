using System.Text.Json;
using NixNodeModules.Paths;

namespace NixNodeModules.Dependencies;

/// <summary>What a <c>package.json</c> says of what the package needs; what has a wrong type counts as not being there, as npm has it.</summary>
/// <param name="All">The dependencies, sorted by name and kind; a name may have several kinds, such as peer and development.</param>
/// <param name="IsBundling">Whether the package brought some of them along in its own node_modules (<c>bundleDependencies</c>).</param>
/// <param name="Dispensable">
/// Names that it calls optional in one way or another (<c>dependenciesMeta</c> is Yarn's), or that it takes away by pnpm's <c>overrides</c>.
/// </param>
internal sealed record DeclaredDependencies(IReadOnlyList<Dependency> All, bool IsBundling, IReadOnlySet<BytePath> Dispensable)
{
    /// <summary>Those of a package that has none.</summary>
    public static DeclaredDependencies None { get; } = new([], false, new HashSet<BytePath>());

    /// <summary>Those of a manifest.</summary>
    public static DeclaredDependencies Of(JsonElement manifest)
    {
        var optional = Names(manifest, "optionalDependencies");
        var optionalPeers = OptionalNames(manifest, "peerDependenciesMeta");
        var peers = Names(manifest, "peerDependencies");
        var all = new List<Dependency>();

        // npm takes a name of both lists for an optional one.
        Add(all, Names(manifest, "dependencies").Where(name => !optional.Contains(name)), DependencyKind.Production);
        Add(all, optional, DependencyKind.Optional);
        Add(all, peers.Where(name => !optionalPeers.Contains(name)), DependencyKind.Peer);
        Add(all, optionalPeers, DependencyKind.OptionalPeer);
        Add(all, Names(manifest, "devDependencies"), DependencyKind.Development);
        if (manifest.TryGetProperty("name", out var named) && named.ValueKind == JsonValueKind.String)
        {
            Add(all, NeededUnsaid(named), DependencyKind.Linked);
        }

        all.Sort(ByName);
        return new(
            all,
            IsList(manifest, "bundleDependencies") || IsList(manifest, "bundledDependencies"),
            new HashSet<BytePath>([
                .. optional,
                .. optionalPeers,
                .. OptionalNames(manifest, "dependenciesMeta"),
                .. RemovedByOverrides(manifest),
            ])
        );
    }

    /// <summary>
    /// The name that a key of pnpm's <c>overrides</c> is about, <c>parent@1>name@2</c>: a value of <c>-</c> takes the dependency away
    /// (https://pnpm.io/settings#overrides).
    /// </summary>
    public static BytePath OverriddenName(string key)
    {
        var name = key[(key.LastIndexOf('>') + 1)..];
        var version = name.IndexOf('@', Math.Min(1, name.Length));
        return BytePath.FromText(version < 0 ? name : name[..version]);
    }

    private static IEnumerable<BytePath> RemovedByOverrides(JsonElement manifest) =>
        manifest.TryGetProperty("pnpm", out var settings)
        && settings.ValueKind == JsonValueKind.Object
        && settings.TryGetProperty("overrides", out var overrides)
        && overrides.ValueKind == JsonValueKind.Object
            ? overrides
                .EnumerateObject()
                .Where(member => member.Value.ValueKind == JsonValueKind.String && member.Value.ValueEquals("-"))
                .Select(member => OverriddenName(member.Name))
            : [];

    // Code that a package generates beside itself and requires by that name
    // (https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/generating-prisma-client).
    private static IEnumerable<BytePath> NeededUnsaid(JsonElement name) =>
        name.ValueEquals("@prisma/client") ? [BytePath.FromText(".prisma")] : [];

    private static void Add(List<Dependency> all, IEnumerable<BytePath> names, DependencyKind kind)
    {
        foreach (var name in names)
        {
            all.Add(new(name, kind));
        }
    }

    private static HashSet<BytePath> Names(JsonElement manifest, string list) => Names(manifest, list, _ => true);

    private static HashSet<BytePath> OptionalNames(JsonElement manifest, string list) =>
        Names(
            manifest,
            list,
            meta =>
                meta.ValueKind == JsonValueKind.Object
                && meta.TryGetProperty("optional", out var optional)
                && optional.ValueKind == JsonValueKind.True
        );

    private static HashSet<BytePath> Names(JsonElement manifest, string list, Func<JsonElement, bool> isMeant)
    {
        var names = new HashSet<BytePath>();
        if (manifest.TryGetProperty(list, out var members) && members.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in members.EnumerateObject())
            {
                if (isMeant(member.Value))
                {
                    names.Add(BytePath.FromText(member.Name));
                }
            }
        }

        return names;
    }

    private static bool IsList(JsonElement manifest, string list) =>
        manifest.TryGetProperty(list, out var names)
        && (names.ValueKind == JsonValueKind.True || (names.ValueKind == JsonValueKind.Array && names.GetArrayLength() > 0));

    private static int ByName(Dependency left, Dependency right) =>
        left.Name.CompareTo(right.Name) is var order and not 0 ? order : left.Kind.CompareTo(right.Kind);
}
