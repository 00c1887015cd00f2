using System.Text;
using System.Text.Json;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Publish;
using NixNodeModules.Resolve;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Workspace;

namespace NixNodeModules.Tests.Publish;

/// <summary>A package written down: its manifest and, as in a <see cref="TreeText"/> with <c>\n</c> for a new line in a file, what lies beside it.</summary>
internal sealed class PackageTree
{
    private readonly Dictionary<string, string> texts;
    private readonly string manifest;

    public PackageTree(string manifest, string tree)
    {
        this.manifest = manifest;
        Tree = new(
            TreeText
                .Parse($"package.json = {manifest}\n{tree}")
                .Entries.Select(line =>
                    line with
                    {
                        Text = line
                            .Text.Replace("\\r", "\r", StringComparison.Ordinal)
                            .Replace("\\n", "\n", StringComparison.Ordinal),
                    }
                )
        );
        texts = Tree.Entries.Where(line => line.Kind == FileKind.File).ToDictionary(line => line.Path, line => line.Text);
    }

    public TreeText Tree { get; }

    public IReadOnlyList<Place> LeftOut(FileRules rules)
    {
        var publication = PackageManifest.Parse(Encoding.UTF8.GetBytes(manifest), BytePath.FromText("package.json")).Publication;
        return rules.LeftOut(Tree.InMemory(), publication, place => Encoding.UTF8.GetBytes(texts[place.Path.ToString()]));
    }

    /// <summary>The files and links that go out, but for those in the package's own <c>node_modules</c>.</summary>
    public IReadOnlyList<string> Outgoing(FileRules rules)
    {
        var leftOut = LeftOut(rules);
        return
        [
            .. Tree
                .Entries.Where(line => line.Kind != FileKind.Directory)
                .Select(line => line.Path)
                .Where(path => !path.StartsWith("node_modules/", StringComparison.Ordinal))
                .Where(path => !leftOut.Any(place => place.Path.Contains(BytePath.FromText(path))))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Makes the package on the disk, under a name; what a <c>.gitignore</c> says only where it is to count.</summary>
    public void MakeIn(string directory, string name, bool withGitIgnores)
    {
        Kernel.MakeDirectory(directory);
        new TreeText(
            Tree.Entries.Select(line =>
                line.Path == "package.json" ? line with { Text = Named(line.Text, name) }
                : !withGitIgnores && (line.Path == ".gitignore" || line.Path.EndsWith("/.gitignore", StringComparison.Ordinal))
                    ? line with
                    {
                        Text = "",
                    }
                : line
            )
        ).MakeIn(directory);
    }

    public override string ToString() => Tree.ToString();

    private static string Named(string manifest, string name)
    {
        var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(manifest)!;
        members["name"] = JsonSerializer.SerializeToElement(name);
        members["version"] = JsonSerializer.SerializeToElement("1.0.0");
        return JsonSerializer.Serialize(members);
    }
}
