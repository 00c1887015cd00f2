using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Workspace;

/// <summary>Tells whether a workspace has been installed, and how it would be.</summary>
internal static class Installation
{
    // By lockfile, in the order in which a workspace that has several is most likely meant.
    private static readonly (string Lockfile, string Command)[] Managers =
    [
        ("pnpm-lock.yaml", "pnpm install --frozen-lockfile"),
        ("bun.lock", "bun install --frozen-lockfile"),
        ("bun.lockb", "bun install --frozen-lockfile"),
        ("yarn.lock", "yarn install"),
        ("package-lock.json", "npm ci"),
        ("package.json", "npm install"),
    ];

    /// <summary>Refuses (exit code 2) a root without node_modules, with the command to run.</summary>
    public static void Require(DirectoryNode top, BytePath root)
    {
        var index = top.Listing!.Find("node_modules"u8);
        if (index >= 0 && top.Listing[index].Kind is (FileKind.Directory or FileKind.Link))
        {
            return;
        }

        if (index >= 0)
        {
            throw Missing(root, "its node_modules is a file", "Remove that file, and install again.");
        }

        if (Has(top, ".pnp.cjs"))
        {
            throw Missing(
                root,
                "Yarn installed it as Plug'n'Play",
                "Set `nodeLinker: node-modules` in .yarnrc.yml and install again."
            );
        }

        var command = Array.Find(Managers, manager => Has(top, manager.Lockfile)).Command;
        throw Missing(
            root,
            "it has no node_modules",
            command is null ? "Give the directory that holds the root package.json as --root." : $"Install it first: {command}"
        );
    }

    private static bool Has(DirectoryNode top, string name) => top.Listing!.Find(BytePath.FromText(name).Span) >= 0;

    private static Failure Missing(BytePath root, string why, string next) =>
        new(ExitCode.Usage, $"cannot use the workspace {root.Display}: {why}", next);
}
