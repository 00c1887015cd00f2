using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>
/// Brings the shell shims of an output in order: the files that pnpm writes into .bin directories to start a package's program. They
/// name the program by its path from the shim, and, up to pnpm 11, module trees by absolute paths of the place of installation.
/// </summary>
internal sealed class Shims
{
    /// <summary>What a shim may have at most, in bytes: the largest that pnpm writes (@zkochan/cmd-shim) has some kilobytes.</summary>
    public const int SizeLimit = 64 * 1024;

    private readonly Resolver inSource;
    private readonly Resolver inOutput;
    private readonly DirectoryNode top;
    private readonly OutputTree output;
    private readonly Outside outside;
    private readonly IKnowledge knowledge;

    private Shims(DirectoryNode top, OutputTree output, Outside outside, IKnowledge knowledge)
    {
        this.top = top;
        this.output = output;
        this.outside = outside;
        this.knowledge = knowledge;
        inSource = new(top, outside);
        inOutput = new(output.Top, outside: null);
    }

    /// <summary>Adds to <paramref name="changes"/> the shims that have to be written anew; false where there are none.</summary>
    /// <param name="top">The workspace root.</param>
    /// <param name="output">The output as planned.</param>
    /// <param name="outside">The world around the root.</param>
    /// <param name="knowledge">Gives the contents of files.</param>
    /// <param name="changes">The changes so far.</param>
    public static bool Improve(DirectoryNode top, OutputTree output, Outside outside, IKnowledge knowledge, Changes changes)
    {
        var shims = new Shims(top, output, outside, knowledge);
        foreach (var directory in TreeWalk.Directories(output.Top))
        {
            if (!AreIn(directory))
            {
                continue;
            }

            for (var i = 0; i < directory.Listing!.Count; i++)
            {
                if (!IsCandidate(directory, i))
                {
                    continue;
                }

                var source = OutputTree.SourceOf(directory, i);
                if (
                    knowledge.Contents(source, SizeLimit) is { } contents
                    && shims.Rewrite(contents, source.Directory, directory) is { } rewritten
                )
                {
                    changes.Contents.Add(source, rewritten);
                }
            }
        }

        return changes.Contents.Count > 0;
    }

    /// <summary>Whether an entry of a directory may be a shim, by where it lies and its size.</summary>
    public static bool IsCandidate(DirectoryNode directory, int index) =>
        directory.Listing![index] is { Kind: FileKind.File } entry && entry.Status.Size <= SizeLimit && AreIn(directory);

    private static bool AreIn(DirectoryNode directory) =>
        directory.Name.SequenceEqual(Bins.Name) && directory.Parent!.Name.SequenceEqual(ModuleTree.Name);

    // What lies outside the workspace was not moved with it, and its shims tell of other workspaces.
    private byte[]? Rewrite(byte[] shim, DirectoryNode from, DirectoryNode to)
    {
        var former = from.Tree == top ? Shim.RootOf(shim, outside.Root, HasDirectory) : null;
        return Shim.Rewrite(shim, path => Relocate(path, former, from, to));
    }

    private bool HasDirectory(BytePath path) => Follow(top, path) is { Ending: Ending.Inside, Target.IsDirectory: true };

    /// <summary>
    /// The path from the shim's directory in the output to what a path in the shim means in the source; null where it stays as it is.
    /// </summary>
    private BytePath? Relocate(BytePath path, BytePath? former, DirectoryNode from, DirectoryNode to)
    {
        if (path.IsAbsolute)
        {
            return PlaceOfAbsolute(path, former) is { } place ? BytePath.Relative(to.Path, place) : null;
        }

        var meant = Follow(from, path);
        if (meant.Ending != Ending.Inside)
        {
            // Not there, as some of NODE_PATH and what is not built; or not read, and so not in the output.
            return
                from.Path.Resolve(path) is { } lexical
                && BytePath.Relative(to.Path, Place(from.Tree, lexical)) is var moved
                && !moved.Equals(path)
                ? moved
                : null;
        }

        if (output.PlaceOf(meant.Target) is not { } target)
        {
            return null;
        }

        var now = inOutput.Follow(to, path);
        return now.Ending == Ending.Inside && now.Target == target ? null : BytePath.Relative(to.Path, target.Path);
    }

    // Below the root, or what has been taken in from outside it, or else the place where the workspace was installed; null where it is none
    // of these. A root of "/" holds every path, those of the machine too.
    private BytePath? PlaceOfAbsolute(BytePath path, BytePath? former)
    {
        if (outside.Root.Span.Length > 1 && outside.Root.Contains(path))
        {
            return PlaceBelow(top, outside.Root, path);
        }

        if (outside.TreeAround(path) is { External: { } external } tree)
        {
            return PlaceBelow(tree, external.Location, path);
        }

        return former is { Span.Length: > 1 } && former.Contains(path) ? PlaceBelow(top, former, path) : null;
    }

    private BytePath PlaceBelow(DirectoryNode tree, BytePath location, BytePath path) =>
        Place(tree, BytePath.From(path.Span[location.Span.Length..].Trim((byte)'/')));

    private Resolution Follow(DirectoryNode from, BytePath path)
    {
        while (true)
        {
            var resolution = inSource.Follow(from, path);
            if (resolution is not { Ending: Ending.Unknown, Need.OutsidePath: not null })
            {
                return resolution;
            }

            knowledge.Provide(resolution.Need);
        }
    }

    // Where a path of the source stands in the output. NODE_PATH lists places that need not be there: then the nearest directory
    // above tells.
    private BytePath Place(DirectoryNode from, BytePath path)
    {
        var rest = BytePath.Empty;
        for (var above = path; !above.IsEmpty; above = above.Parent)
        {
            var found = Follow(from, above);
            if (found.Ending == Ending.Inside && output.PlaceOf(found.Target) is { } place)
            {
                return place.Path.Join(rest.Span);
            }

            rest = BytePath.From(above.Name).Join(rest.Span);
        }

        return path;
    }
}
