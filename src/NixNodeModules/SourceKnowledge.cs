using NixNodeModules.Plan;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules;

/// <summary>Gives a closure what it has to know by reading the disk.</summary>
internal sealed class SourceKnowledge(Scanner scanner, Outside outside) : IKnowledge
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

    public void ProvideAll(IReadOnlyList<DirectoryNode> directories, Func<DirectoryNode, bool> enter) =>
        scanner.ReadAll(directories, enter);
}
