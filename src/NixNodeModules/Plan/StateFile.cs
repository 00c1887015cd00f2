using NixNodeModules.Posix;

namespace NixNodeModules.Plan;

/// <summary>When a state file is left out.</summary>
internal enum StateFileDrop : byte
{
    Always,

    /// <summary>Where the output does not hold all packages of the installation, so that the file would tell of others.</summary>
    WherePackagesChange,
}

/// <summary>What package managers and tools leave in a module tree for their own next run, and no program needs.</summary>
/// <param name="Owner">Who writes it.</param>
/// <param name="Place">Its path in the module tree; a star stands for any bytes of the name.</param>
/// <param name="Kind">A file or a directory.</param>
/// <param name="When">When it is left out.</param>
/// <param name="Reason">Why, as half a sentence.</param>
internal sealed record StateFile(string Owner, string Place, FileKind Kind, StateFileDrop When, string Reason)
{
    /// <summary>The one directory of a module tree that holds state files too: pnpm's virtual store.</summary>
    public static ReadOnlySpan<byte> VirtualStore => ".pnpm"u8;

    /// <summary>All that are known: found by installing twice at two places, and in the package managers' documents.</summary>
    public static IReadOnlyList<StateFile> All { get; } =
    [
        new("pnpm", ".modules.yaml", FileKind.File, StateFileDrop.Always, "the time of installation and the path of the store"),
        new(
            "pnpm",
            ".pnpm-workspace-state*.json",
            FileKind.File,
            StateFileDrop.Always,
            "a clock and the projects' absolute paths"
        ),
        new("pnpm", ".pnpm/lock.yaml", FileKind.File, StateFileDrop.WherePackagesChange, "a lockfile of all that was installed"),
        new(
            "npm",
            ".package-lock.json",
            FileKind.File,
            StateFileDrop.WherePackagesChange,
            "a lockfile of all that was installed"
        ),
        new("Yarn 1", ".yarn-integrity", FileKind.File, StateFileDrop.Always, "the system and the options of the installation"),
        new("Yarn", ".yarn-state.yml", FileKind.File, StateFileDrop.Always, "the state of the installation"),
        new("Yarn", ".package-map.json", FileKind.File, StateFileDrop.WherePackagesChange, "a map of all that was installed"),
        new("tools", ".cache", FileKind.Directory, StateFileDrop.Always, "caches of tools"),
        new("Vite", ".vite", FileKind.Directory, StateFileDrop.Always, "a cache, with durations and hashes of the installation"),
        new("Vite", ".vite-temp", FileKind.Directory, StateFileDrop.Always, "configurations that were bundled for one run"),
    ];

    /// <summary>The rule for an entry of a module tree; null where it is no state file.</summary>
    /// <param name="directory">The path in the module tree of the directory that holds the entry; empty for the tree's top.</param>
    /// <param name="name">The entry's name.</param>
    /// <param name="kind">What the entry is; a link is nobody's state file.</param>
    public static StateFile? Of(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, FileKind kind)
    {
        foreach (var rule in All)
        {
            if (rule.Kind == kind && rule.Stands(directory, name))
            {
                return rule;
            }
        }

        return null;
    }

    private bool Stands(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        var slash = Place.LastIndexOf('/');
        var pattern = Place.AsSpan(slash + 1);
        var star = pattern.IndexOf('*');
        return System.Text.Ascii.Equals(directory, Place.AsSpan(0, Math.Max(slash, 0)))
            && (
                star < 0
                    ? System.Text.Ascii.Equals(name, pattern)
                    : name.Length >= pattern.Length - 1
                        && System.Text.Ascii.Equals(name[..star], pattern[..star])
                        && System.Text.Ascii.Equals(name[^(pattern.Length - star - 1)..], pattern[(star + 1)..])
            );
    }
}
