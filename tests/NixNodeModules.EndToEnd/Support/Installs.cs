using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>Which package managers install which fixtures.</summary>
internal static class Installs
{
    /// <summary>Each package manager with each of its linkers, with a workspace of the kind that it is used for.</summary>
    public static IReadOnlyList<(string Fixture, string PackageManager)> OfEachLinker { get; } =
    [
        ("bun-workspace", "bun-isolated"),
        ("bun-workspace", "bun-hoisted"),
        ("npm-workspace", "npm"),
        ("yarn-workspace", "yarn1"),
        ("yarn-workspace", "yarn4"),
        ("pnpm-monorepo", "pnpm9"),
        ("pnpm-monorepo", "pnpm10-hoisted"),
    ];

    /// <summary>The workspaces made for pnpm's isolated linker, with each version of it.</summary>
    public static IReadOnlyList<(string Fixture, string PackageManager)> OfPnpm { get; } =
    [
        .. from fixture in (string[])["pnpm-workspace", "pnpm-edges"]
        from packageManager in (string[])["pnpm9", "pnpm10", "pnpm12"]
        select (fixture, packageManager),
    ];

    /// <summary>The monorepos with much in them, and the app of each that is for production.</summary>
    public static IReadOnlyList<(string Fixture, string PackageManager, string App)> OfMonorepos { get; } =
    [
        ("next-prisma", "pnpm10", "apps/web"),
        ("next-prisma", "bun-isolated", "apps/web"),
        ("nest-api", "npm", "apps/api"),
        ("nest-api", "yarn4", "apps/api"),
        ("aws-lambda", "npm", "examples/app"),
        ("aws-lambda", "yarn4", "examples/app"),
        ("aws-lambda", "bun-hoisted", "examples/app"),
        ("vite-library", "pnpm12", "playground/ssr"),
        ("vite-library", "pnpm10-hoisted", "playground/ssr"),
        ("hono-bun", "pnpm9", "apps/api"),
        ("hono-bun", "bun-isolated", "apps/api"),
        ("hono-bun", "bun-hoisted", "apps/api"),
    ];

    /// <summary>Those of each linker and <paramref name="more"/>, for a theory.</summary>
    public static TheoryData<string, string> OfEachLinkerAnd(params (string Fixture, string PackageManager)[] more) =>
        new(OfEachLinker.Concat(more));
}
