using System.Collections.Concurrent;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// A fixture as a pinned package manager has installed it: once a run, then moved away from where it was installed so that no absolute
/// path in it leads anywhere. To be read only; what changes something works on a copy.
/// </summary>
internal static class RealInstall
{
    private static readonly ConcurrentDictionary<(string, string), Lazy<string>> Installed = new();

    /// <summary>The path of an installed fixture.</summary>
    public static string Of(string fixture, string packageManager) =>
        Installed.GetOrAdd((fixture, packageManager), static key => new(() => Install(key.Item1, key.Item2))).Value;

    /// <summary>
    /// The path of a copy at the very place where the fixture was installed, so that absolute paths in it lead where they should. Its files
    /// are the installed ones. The caller moves it away, and is the only one at a time.
    /// </summary>
    public static string AtItsPlace(string fixture, string packageManager)
    {
        var installed = Of(fixture, packageManager);
        var place = PlaceIn(Path.GetDirectoryName(installed)!);
        Tool.Run("cp", "-al", installed, place);
        return place;
    }

    /// <summary>
    /// The path of what the package manager itself ships of one project, named as in its package.json, for production; with pnpm the
    /// deployed project, with the others the workspace. New at each call.
    /// </summary>
    public static string ForProduction(string fixture, string packageManager, string project)
    {
        var installed = Install(fixture, packageManager, "production", project);
        return packageManager.StartsWith("pnpm", StringComparison.Ordinal) ? $"{installed}/deployed" : installed;
    }

    /// <summary>The files of a fixture that print <c>pass</c> when Node runs them.</summary>
    public static IReadOnlyList<string> AppsOf(string fixture) =>
        File.ReadAllLines(Repository.PathOf("fixtures", fixture, "apps.txt"));

    /// <summary>Each app that does not print <c>pass</c> when Node runs it in a tree.</summary>
    public static IReadOnlyList<string> FailingApps(string fixture, string tree)
    {
        var apps = AppsOf(fixture);
        return
        [
            .. apps.Select(app => (app, Outcome: Tool.Try("node", [Path.Combine(tree, app)], environment: null, directory: "/")))
                .Where(run => run.Outcome is not { Code: 0, Output: "pass\n" })
                .Select(run => $"{run.app}: {run.Outcome}"),
        ];
    }

    private static string Install(string fixture, string packageManager, params string[] how)
    {
        var directory = ScratchSpace.MakeDirectory($"{Path.GetFileName(fixture)}-{packageManager}");
        string[] arguments = [fixture, packageManager, PlaceIn(directory), .. how];
        Tool.Run(Repository.PathOf("tests", "install-workspace"), arguments);
        Directory.Move(PlaceIn(directory), $"{directory}/installed");
        return $"{directory}/installed";
    }

    private static string PlaceIn(string directory) => $"{directory}/installing";
}
