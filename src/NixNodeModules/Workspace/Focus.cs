using DotNet.Globbing;
using NixNodeModules.Paths;

namespace NixNodeModules.Workspace;

/// <summary>Finds the projects that a person names.</summary>
internal static class Focus
{
    private static readonly GlobOptions Options = new() { Evaluation = { CaseInsensitive = false } };

    /// <summary>
    /// The projects that are named by package name or by path from the root (<c>.</c> for the root), or by a glob of either
    /// (<c>@repo/*</c>, <c>./apps/**</c>), each once, sorted by path. Throws a refusal (exit code 2) for a name that no project has.
    /// </summary>
    public static IReadOnlyList<Project> Select(IReadOnlyList<Project> projects, IReadOnlyList<string> names)
    {
        var selected = names.SelectMany(name => Find(projects, name)).ToHashSet();
        return [.. projects.Where(selected.Contains)];
    }

    private static IReadOnlyList<Project> Find(IReadOnlyList<Project> projects, string name)
    {
        var path = Normal(name);
        var one =
            projects.FirstOrDefault(project => project.Manifest.Name == name)
            ?? projects.FirstOrDefault(project => project.Path.Equals(path));
        if (one is not null)
        {
            return [one];
        }

        return name.AsSpan().IndexOfAny("*?[{") >= 0 && Matches(projects, name) is { Count: > 0 } matches
            ? matches
            : throw new Failure(
                ExitCode.Usage,
                $"cannot find the project {Escaped.Text(name)} in the workspace",
                $"It has: {string.Join(", ", projects.Select(project => Escaped.Text(project.Manifest.Name ?? Shown(project.Path))))}."
            );
    }

    private static List<Project> Matches(IReadOnlyList<Project> projects, string glob)
    {
        var ofNames = Glob.Parse(glob, Options);
        var ofPaths = ProjectPattern.Parse(glob).ToList();
        return
        [
            .. projects.Where(project =>
                (project.Manifest.Name is { } name && ofNames.IsMatch(name))
                || (!project.Path.IsEmpty && ofPaths.Exists(pattern => pattern.IsMatch(project.Directory)))
            ),
        ];
    }

    private static BytePath Normal(string name) =>
        BytePath.FromText(string.Join('/', name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")));

    private static string Shown(BytePath path) => path.IsEmpty ? "." : path.Display;
}
