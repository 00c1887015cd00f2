using System.Text.Json;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>The packages of a tree, each as name@version, sorted and each once; found without following a link.</summary>
internal static class PackageSet
{
    /// <summary>The packages that stand in a node_modules of an export, and its projects: those at the given places that it has.</summary>
    public static IReadOnlyList<string> Of(string top, IReadOnlyList<string> projects) =>
        Sorted([
            .. InModuleTrees(top),
            .. projects.Select(project => $"{top}/{project}").Where(HasManifest),
            .. projects.Select(project => $"{top}/node_modules/.workspace/{project}").Where(HasManifest),
        ]);

    /// <summary>The packages that stand in a node_modules, one project, and those projects of the tree that a node_modules links to.</summary>
    public static IReadOnlyList<string> Installed(string top, string project)
    {
        var linked = ModuleTrees(top)
            .SelectMany(Entries)
            .Where(entry => !Kernel.IsDirectory(entry))
            .Select(Kernel.Resolve)
            .OfType<string>()
            .Where(target => target.StartsWith($"{top}/", StringComparison.Ordinal))
            .Where(target => !target.Contains("/node_modules/", StringComparison.Ordinal) && HasManifest(target));
        return Sorted([.. InModuleTrees(top), .. linked, $"{top}/{project}"]);
    }

    /// <summary>The name in a directory's package.json.</summary>
    public static string NameOf(string directory)
    {
        var package = NameAndVersion(directory);
        return package[..package.LastIndexOf('@')];
    }

    private static IEnumerable<string> InModuleTrees(string top) =>
        ModuleTrees(top).SelectMany(Entries).Where(entry => Kernel.IsDirectory(entry) && HasManifest(entry));

    // A module tree's packages and, of its scopes, theirs.
    private static IEnumerable<string> Entries(string modules) =>
        Kernel
            .List(modules)
            .SelectMany(name =>
                name[0] != '@' ? [$"{modules}/{name}"]
                : Kernel.IsDirectory($"{modules}/{name}")
                    ? Kernel.List($"{modules}/{name}").Select(inner => $"{modules}/{name}/{inner}")
                : (IEnumerable<string>)[]
            );

    private static IEnumerable<string> ModuleTrees(string directory)
    {
        foreach (var name in Kernel.List(directory))
        {
            var path = $"{directory}/{name}";
            if (!Kernel.IsDirectory(path))
            {
                continue;
            }

            if (name == "node_modules")
            {
                yield return path;
            }

            foreach (var inner in ModuleTrees(path))
            {
                yield return inner;
            }
        }
    }

    private static bool HasManifest(string directory) => Kernel.Look($"{directory}/package.json") is not null;

    private static List<string> Sorted(IEnumerable<string> packages) =>
        [.. packages.Select(NameAndVersion).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string NameAndVersion(string directory)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes($"{directory}/package.json"));
        return $"{Text("name")}@{Text("version")}";

        // Packages ship the packages that their own tests read, and those lack names and versions.
        string? Text(string property) => manifest.RootElement.TryGetProperty(property, out var value) ? value.GetString() : "";
    }
}
