using NixNodeModules.Cli;
using NixNodeModules.Dependencies;
using NixNodeModules.Inspect;
using NixNodeModules.Paths;
using NixNodeModules.Report;
using NixNodeModules.Workspace;

namespace NixNodeModules;

/// <summary>The command <c>why</c>: scan what dependencies lead to, find the package, tell the ways to it.</summary>
internal static class Explanation
{
    /// <summary>Tells why a package is there and gives the exit code; throws <see cref="Failure"/> with any other than 0.</summary>
    public static ExitCode Run(WhyOptions options)
    {
        Interruption.Listen();
        using var root = Source.Hold(options.Root);
        var source = Source.Read(new(root, null), Environment.ProcessorCount);
        var follower = source.Follower();
        var inventory = Inventory.Take(source.Projects, follower, source.Knowledge);
        foreach (var one in Warnings(source, inventory))
        {
            Output.Warn(one);
        }

        var packages = PackageQuery.Find(inventory, source.Top, source.Outside.Root, follower, options.Name);
        if (packages.Count == 0)
        {
            throw NotFound(inventory, options, source.Outside.Root);
        }

        var report = new WhyReport(
            options.Name,
            options.Prod,
            options.Format == ReportFormat.Json || options.Verbose ? WhyReport.Many : WhyReport.Few,
            packages
        );
        return options.Format == ReportFormat.Json
            ? Output.Write(report.WriteJson)
            : Output.Write(report.WriteText, options.Verbose);
    }

    /// <summary>What makes the answers about a workspace less than whole, a sentence each.</summary>
    public static IEnumerable<string> Warnings(Source source, Inventory inventory)
    {
        if (source.Top.Listing!.Find(PackageGraph.ManifestName) < 0)
        {
            yield return "there is no package.json at the root, so that projects and what they need are not known; is it an export? Ask in the workspace that it was made of.";
        }

        foreach (var refused in inventory.Unreadable)
        {
            yield return $"{refused.Message}; the package counts as needing nothing.";
        }
    }

    private static Failure NotFound(Inventory inventory, WhyOptions options, BytePath root)
    {
        var name = options.Name;
        if (PackageQuery.Versions(inventory, name) is [_, ..] versions)
        {
            return new(
                ExitCode.Usage,
                $"cannot find the package {Escaped.Text(name)} in the workspace: there is no such version of it",
                $"There is {Escaped.Text(string.Join(", ", versions))}; give one of these, or the name alone."
            );
        }

        var names = inventory.Packages.SelectMany(PackageQuery.NamesOf).Distinct(StringComparer.Ordinal);
        var outside =
            inventory.Outside.Count > 0
                ? $" Not looked at: {TextReport.Count(inventory.Outside.Count, "dependency")} outside the root."
                : "";
        return new(
            ExitCode.Usage,
            $"cannot find the package {Escaped.Text(name)} in the workspace",
            $"Give the name of an installed package, a glob of names, or a path in the workspace.{outside}{Around(options.Root, root)}{Escaped.Text(Suggestion.Sentence(name, names))}"
        );
    }

    // Somebody who stands in a project asks for what the workspace has. No more than a hint: what cannot be looked at gives none.
    private static string Around(BytePath given, BytePath root)
    {
        var up = given;
        for (var directory = root; directory is { IsAbsolute: true } && directory.Span.Length > 1; )
        {
            (directory, up) = (directory.Parent, up.Join(".."u8));
            if (File.Exists($"{directory}/pnpm-workspace.yaml") || ListsProjects($"{directory}/package.json"))
            {
                return $" Or ask in the workspace around this directory: --root {up.Display}.";
            }
        }

        return "";
    }

    private static bool ListsProjects(string manifest)
    {
        try
        {
            return File.Exists(manifest)
                && PackageManifest.ParseInstalled(File.ReadAllBytes(manifest), BytePath.FromText(manifest)).Workspaces.Count > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Failure)
        {
            return false;
        }
    }
}
