using NixNodeModules.Paths;
using NixNodeModules.Scan;

namespace NixNodeModules.Workspace;

/// <summary>A workspace package: the root, or a directory that the workspace lists and that has a manifest.</summary>
/// <param name="Directory">Where it lies in the source.</param>
/// <param name="Manifest">What its <c>package.json</c> says.</param>
internal sealed record Project(DirectoryNode Directory, PackageManifest Manifest)
{
    /// <summary>The path relative to the workspace root; empty for the root.</summary>
    public BytePath Path => Directory.Path;
}
