using NixNodeModules.Posix;
using NixNodeModules.Publish;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>Leaves out what of the files of projects is not to go out.</summary>
/// <param name="projects">All projects.</param>
/// <param name="rules">Which files go out; null for all.</param>
/// <param name="selection">What is in.</param>
/// <param name="follower">Follows links.</param>
/// <param name="knowledge">Gives what has not been read.</param>
internal sealed class FileFilter(
    IReadOnlyList<Project> projects,
    FileRules? rules,
    Selection selection,
    Follower follower,
    IKnowledge knowledge
)
{
    private readonly HashSet<DirectoryNode> sorted = [];

    /// <summary>Makes exceptions of the files of projects that have come in since this was last asked for.</summary>
    public void LeaveOut()
    {
        if (rules is null || rules.KeepsAll)
        {
            return;
        }

        foreach (var project in projects)
        {
            if (selection.Covers(project.Directory) && sorted.Add(project.Directory))
            {
                foreach (var place in rules.LeftOut(project.Directory, project.Manifest.Publication, ReadIgnoreFile))
                {
                    selection.Except(place);
                }
            }
        }
    }

    private byte[]? ReadIgnoreFile(Place place)
    {
        var limit = IgnoreList.SizeLimit;
        if (place.Directory.Listing![place.Index].Kind == FileKind.Link)
        {
            var resolution = follower.Follow(place.Directory, place.Index, []);
            if (resolution.Ending != Ending.Inside || resolution.Target.IsDirectory)
            {
                return null;
            }

            place = resolution.Target;
        }

        return knowledge.Contents(place, limit)
            ?? throw new Failure(
                ExitCode.Refused,
                $"cannot read {place.Path.Display}: it is larger than {limit / 1024 / 1024} MiB",
                "Check whether that is the file it should be."
            );
    }
}
