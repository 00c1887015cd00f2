using System.Text;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;

namespace NixNodeModules.Tests.Plan;

/// <summary>The whole tree is in memory; what has not been told of the world outside is not there.</summary>
internal sealed class NothingToRead(Outside outside, Dictionary<string, string> files, TreeText? world = null) : IKnowledge
{
    public DirectoryNode Open(ExternalTree tree) => world!.Below(tree.Location.ToString()[1..]).InMemory(tree);

    public void Provide(Need need)
    {
        Xunit.Assert.Null(need.Directory);
        outside.Learn(need.OutsidePath!, OutsideKind.Missing);
    }

    public byte[]? Contents(Place file, int limit) =>
        files.TryGetValue(file.Path.ToString(), out var text) ? Encoding.UTF8.GetBytes(text) : null;

    public void ProvideAll(IReadOnlyList<DirectoryNode> directories, Func<DirectoryNode, bool> enter) { }
}
