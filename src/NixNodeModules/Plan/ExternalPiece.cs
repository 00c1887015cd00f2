using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>A directory outside the workspace root of which something is copied, as one piece, to one place of the output.</summary>
/// <param name="Top">The top of its tree.</param>
/// <param name="Whole">What is copied of it when anything is: null where that is what links lead to and nothing else.</param>
/// <param name="Package">The package that it is about; null where it is about none.</param>
internal sealed record ExternalPiece(DirectoryNode Top, DirectoryNode? Whole, DirectoryNode? Package)
{
    /// <summary>What has to be copied for a link that leads to <paramref name="target"/>.</summary>
    /// <param name="target">A place in the piece's tree.</param>
    /// <param name="isPruned">Whether of what a package needs only that comes which dependencies reach.</param>
    public Place NeededFor(Place target, bool isPruned)
    {
        var part = isPruned && Package?.Contains(target.Directory) == true ? Package : Whole;
        return part?.Contains(target.Directory) == true ? new(part) : target;
    }

    /// <summary>What of it stays behind in any case: version control at its top.</summary>
    public IEnumerable<Place> LeftBehind()
    {
        var listing = Top.Listing!;
        for (var i = 0; i < listing.Count; i++)
        {
            if (VersionControl.IsName(listing.Name(i)))
            {
                yield return listing[i].Kind == FileKind.Directory ? new(Top.Child(i)) : new(Top, i);
            }
        }
    }
}
