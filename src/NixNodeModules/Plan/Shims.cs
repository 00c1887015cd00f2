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
    private readonly BytePath root;

    private Shims(DirectoryNode top, OutputTree output, BytePath root)
    {
        this.top = top;
        this.output = output;
        this.root = root;
        inSource = new(top, outside: null);
        inOutput = new(output.Top, outside: null);
    }

    /// <summary>Adds to <paramref name="changes"/> the shims that have to be written anew; false where there are none.</summary>
    /// <param name="top">The workspace root.</param>
    /// <param name="output">The output as planned.</param>
    /// <param name="root">The root's physical path.</param>
    /// <param name="knowledge">Gives the contents of files.</param>
    /// <param name="changes">The changes so far.</param>
    public static bool Improve(DirectoryNode top, OutputTree output, BytePath root, IKnowledge knowledge, Changes changes)
    {
        var shims = new Shims(top, output, root);
        foreach (var directory in TreeWalk.Directories(output.Top))
        {
            if (!directory.Name.SequenceEqual(".bin"u8) || !directory.Parent!.Name.SequenceEqual(ModuleTree.Name))
            {
                continue;
            }

            var listing = directory.Listing!;
            for (var i = 0; i < listing.Count; i++)
            {
                if (listing[i].Kind != FileKind.File || listing[i].Status.Size > SizeLimit)
                {
                    continue;
                }

                var source = OutputTree.SourceOf(directory, i);
                if (
                    knowledge.Contents(source, SizeLimit) is { } contents
                    && Shim.Rewrite(contents, root, path => shims.Relocate(path, source.Directory, directory)) is { } rewritten
                )
                {
                    changes.Contents.Add(source, rewritten);
                }
            }
        }

        return changes.Contents.Count > 0;
    }

    /// <summary>
    /// The path from the shim's directory in the output to what a path in the shim means in the source; null where it stays as it is.
    /// </summary>
    private BytePath? Relocate(BytePath path, DirectoryNode from, DirectoryNode to)
    {
        if (path.IsAbsolute)
        {
            return BytePath.Relative(to.Path, Place(BytePath.From(path.Span[root.Span.Length..].TrimStart((byte)'/'))));
        }

        var meant = inSource.Follow(from, path);
        if (meant.Ending != Ending.Inside)
        {
            // Not there, as some of NODE_PATH and what is not built; or not read, and so not in the output.
            return
                from.Path.Resolve(path) is { } lexical
                && BytePath.Relative(to.Path, Place(lexical)) is var moved
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

    // Where a path of the source stands in the output. NODE_PATH lists places that need not be there: then the nearest directory
    // above tells.
    private BytePath Place(BytePath path)
    {
        var rest = BytePath.Empty;
        for (var above = path; !above.IsEmpty; above = above.Parent)
        {
            var found = inSource.Follow(top, above);
            if (found.Ending == Ending.Inside && output.PlaceOf(found.Target) is { } place)
            {
                return place.Path.Join(rest.Span);
            }

            rest = BytePath.From(above.Name).Join(rest.Span);
        }

        return path;
    }
}
