using NixNodeModules.Paths;

namespace NixNodeModules.Workspace;

/// <summary>Finds the projects that a person names.</summary>
internal static class Focus
{
    /// <summary>
    /// The projects that are named by package name or by path from the root (<c>.</c> for the root), each once, sorted by path. Throws a
    /// refusal (exit code 2) for a name that no project has.
    /// </summary>
    public static IReadOnlyList<Project> Select(IReadOnlyList<Project> projects, IReadOnlyList<string> names)
    {
        var selected = names.Select(name => Find(projects, name)).ToHashSet();
        return [.. projects.Where(selected.Contains)];
    }

    private static Project Find(IReadOnlyList<Project> projects, string name)
    {
        var path = Normal(name);
        return projects.FirstOrDefault(project => project.Manifest.Name == name)
            ?? projects.FirstOrDefault(project => project.Path.Equals(path))
            ?? throw new Failure(
                ExitCode.Usage,
                $"cannot find the project {Escaped.Text(name)} in the workspace",
                $"It has: {string.Join(", ", projects.Select(project => Escaped.Text(project.Manifest.Name ?? Shown(project.Path))))}."
            );
    }

    private static BytePath Normal(string name) =>
        BytePath.FromText(string.Join('/', name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")));

    private static string Shown(BytePath path) => path.IsEmpty ? "." : path.Display;
}
