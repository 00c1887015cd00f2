using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Workspace;

/// <summary>Finds the projects of a workspace: by <c>pnpm-workspace.yaml</c> where there is one, else by <c>workspaces</c> of the root's manifest.</summary>
internal sealed class Discovery(HeldDirectory held, Scanner scanner)
{
    /// <summary>What to do where a list or a manifest cannot be read; null where that ends the run.</summary>
    public Leniency? Leniency { get; init; }

    private static ReadOnlySpan<byte> ManifestName => "package.json"u8;
    private static ReadOnlySpan<byte> PnpmName => "pnpm-workspace.yaml"u8;

    /// <summary>
    /// The projects, sorted by path, the root first. Reads the directories that the patterns lead to and the manifests in them; throws
    /// a refusal (exit code 3) for manifests that cannot be read, unless there is leniency.
    /// </summary>
    public IReadOnlyList<Project> FindProjects(DirectoryNode top)
    {
        scanner.Read(top);
        var isPnpm = Has(top, PnpmName);
        var manifest = Has(top, ManifestName) ? ReadManifest(top) : PackageManifest.Empty;
        var (patterns, removals) = isPnpm
            ? Try(() => (ReadPnpmPatterns(top), ReadPnpmRemovals(top)), ([], []))
            : (manifest.Workspaces, []);
        var root = new Project(top, manifest.Without(removals));
        return
        [
            root,
            .. Select(top, patterns, negationsLast: isPnpm)
                .Where(directory => directory != top)
                .OrderBy(directory => directory.Path)
                .Select(directory => new Project(directory, ReadManifest(directory))),
        ];
    }

    private HashSet<DirectoryNode> Select(DirectoryNode top, IReadOnlyList<string> patterns, bool negationsLast)
    {
        // pnpm takes every negation as a rule for all patterns; npm lets a later pattern bring back what an earlier one took out
        // (https://github.com/npm/map-workspaces).
        var selected = new HashSet<DirectoryNode>();
        var ordered = negationsLast
            ? [.. patterns.Where(pattern => !IsNegation(pattern)), .. patterns.Where(IsNegation)]
            : patterns;
        foreach (var written in ordered)
        {
            foreach (var pattern in Try(() => ProjectPattern.Parse(written.TrimStart('!')), []))
            {
                if (IsNegation(written))
                {
                    selected.RemoveWhere(directory => pattern.IsMatch(directory, top));
                }
                else
                {
                    selected.UnionWith(pattern.Expand(top, scanner.Read).Where(IsProject));
                }
            }
        }

        return selected;

        static bool IsNegation(string pattern) => pattern.StartsWith('!');
    }

    private bool IsProject(DirectoryNode directory)
    {
        scanner.Read(directory);
        return Has(directory, ManifestName);
    }

    private static bool Has(DirectoryNode directory, ReadOnlySpan<byte> name) => directory.Listing!.Find(name) >= 0;

    private PackageManifest ReadManifest(DirectoryNode directory)
    {
        try
        {
            return PackageManifest.Parse(
                Read(directory, ManifestName, PackageManifest.SizeLimit),
                Shown(directory, ManifestName)
            );
        }
        catch (Failure failure) when (Leniency is not null && failure.Code == ExitCode.Refused)
        {
            return Leniency.Instead(directory, failure);
        }
    }

    private T Try<T>(Func<T> read, T none)
    {
        try
        {
            return read();
        }
        catch (Failure failure) when (Leniency is not null && failure.Code == ExitCode.Refused)
        {
            Leniency.Warn(failure);
            return none;
        }
    }

    private IReadOnlyList<string> ReadPnpmPatterns(DirectoryNode top) =>
        PnpmWorkspaceFile.ParsePackages(Read(top, PnpmName, PnpmWorkspaceFile.SizeLimit), Shown(top, PnpmName));

    private IReadOnlyList<string> ReadPnpmRemovals(DirectoryNode top) =>
        PnpmWorkspaceFile.ParseRemovals(Read(top, PnpmName, PnpmWorkspaceFile.SizeLimit), Shown(top, PnpmName));

    private byte[] Read(DirectoryNode directory, ReadOnlySpan<byte> name, int limit)
    {
        var path = Shown(directory, name);
        var kind = directory.Listing![directory.Listing.Find(name)].Kind;
        if (kind != FileKind.File)
        {
            throw new Failure(
                ExitCode.Refused,
                $"cannot read {path.Display}: it is a {kind.ToString().ToLowerInvariant()} and not a file",
                "Put the file itself in that place."
            );
        }

        using var opened = held.Open(directory.Path);
        return FileSystem.ReadFile(opened.Value, name, limit, path)
            ?? throw new Failure(
                ExitCode.Refused,
                $"cannot read {path.Display}: it is larger than {limit / 1024 / 1024} MiB",
                "Check whether that is the file it should be."
            );
    }

    private BytePath Shown(DirectoryNode directory, ReadOnlySpan<byte> name) => held.Path.Join(directory.Path.Span).Join(name);
}

/// <summary>How to go on where a workspace says something that is not understood.</summary>
/// <param name="Warn">Takes the refusal of a list of projects, or of one pattern of it, which then counts as empty.</param>
/// <param name="Instead">Gives what counts in the place of a manifest that was refused.</param>
internal sealed record Leniency(Action<Failure> Warn, Func<DirectoryNode, Failure, PackageManifest> Instead);
