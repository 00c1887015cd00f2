using NixNodeModules.Paths;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Dependencies;

/// <summary>An installed package, or a package of the workspace.</summary>
/// <param name="Directory">Where it lies, physically: Node looks for what it requires from there.</param>
/// <param name="Manifest">What its <c>package.json</c> says; of one without, nothing.</param>
/// <param name="IsProject">Whether it is a package of the workspace.</param>
/// <param name="Beside">
/// In an isolated store (pnpm's, Bun's) the module tree that holds nothing but this package and links to what it depends on; else null.
/// </param>
internal sealed record Package(DirectoryNode Directory, PackageManifest Manifest, bool IsProject, DirectoryNode? Beside)
{
    /// <summary>Name and version, as people write them.</summary>
    public string Identity => Manifest.Version is { } version ? $"{DisplayName}@{Escaped.Text(version)}" : DisplayName;

    /// <summary>Its name, for people; the directory's path where the manifest has none, a dot for the root.</summary>
    public string DisplayName =>
        Manifest.Name is { } name ? Escaped.Text(name)
        : Directory.Path.IsEmpty ? "."
        : Directory.Path.Display;
}

/// <summary>A dependency of a package as it was found.</summary>
/// <param name="Dependency">What is depended on.</param>
/// <param name="Holder">The directory whose node_modules has it; null where none has.</param>
/// <param name="Resolution">Where that leads.</param>
/// <param name="Crossed">The links and directories on the way from the holder, the node_modules among them.</param>
internal sealed record Edge(Dependency Dependency, DirectoryNode? Holder, Resolution Resolution, IReadOnlyList<Place> Crossed)
{
    /// <summary>The directory that the dependency was found at; null where it is absent or outside the workspace.</summary>
    public DirectoryNode? Target =>
        Resolution.Ending == Ending.Inside && Resolution.Target.IsDirectory ? Resolution.Target.Directory : null;
}
