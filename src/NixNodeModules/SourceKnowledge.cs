using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules;

/// <summary>Gives a closure what it has to know by reading the disk.</summary>
internal sealed class SourceKnowledge(HeldSource source, Scanner scanner, Outside outside) : IKnowledge
{
    public void Provide(Need need)
    {
        if (need.Directory is { } directory)
        {
            scanner.Read(directory);
        }
        else
        {
            OutsideReader.LookUp(outside, need.OutsidePath!);
        }
    }

    public DirectoryNode Open(ExternalTree tree)
    {
        using var opened = source.OpenOutside(tree.Location);
        return DirectoryNode.Top(FileSystem.Stat(opened.Value, tree.Location), external: tree);
    }

    public byte[]? Contents(Place file, int limit)
    {
        var path = source.PathOf(file.Directory).Join(file.Directory.Listing!.Name(file.Index));
        using var directory = source.OpenSeen(file.Directory);
        var name = FileSystem.Terminated(file.Directory.Listing.Name(file.Index));
        byte[]? contents;
        try
        {
            contents = FileSystem.ReadFile(directory.Value, name.AsSpan()[..^1], limit, path);
        }
        catch (PosixFailure failure) when (SourceChanged.IsToldBy(failure.Errno))
        {
            throw SourceChanged.Told(path, failure.Errno);
        }

        if (!FileSystem.TryStatName(directory.Value, name, out var now))
        {
            SourceChanged.ThrowOr("cannot look at", path, "statx");
        }

        if (!now.IsUnchanged(file.Directory.Listing[file.Index].Status))
        {
            throw new SourceChanged(path, "changed");
        }

        return contents;
    }

    public void ProvideAll(IReadOnlyList<DirectoryNode> directories, Func<DirectoryNode, bool> enter) =>
        scanner.ReadAll(directories, enter);
}
