using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules;

/// <summary>Gives a closure what it has to know by reading the disk.</summary>
internal sealed class SourceKnowledge(HeldDirectory source, Scanner scanner, Outside outside) : IKnowledge
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

    public byte[]? Contents(Place file, int limit)
    {
        var path = source.Path.Join(file.Path.Span);
        using var directory = source.OpenSeen(file.Directory.Path);
        var name = FileSystem.Terminated(file.Directory.Listing!.Name(file.Index));
        var contents = FileSystem.ReadFile(directory.Value, name.AsSpan()[..^1], limit, path);
        if (
            !FileSystem.TryStatName(directory.Value, name, out var now)
            || !now.IsUnchanged(file.Directory.Listing[file.Index].Status)
        )
        {
            throw new SourceChanged(path, "changed");
        }

        return contents;
    }

    public void ProvideAll(IReadOnlyList<DirectoryNode> directories, Func<DirectoryNode, bool> enter) =>
        scanner.ReadAll(directories, enter);
}
