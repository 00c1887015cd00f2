using System.Globalization;
using System.Text.Json;
using NixNodeModules.Inspect;
using NixNodeModules.Paths;

namespace NixNodeModules.Report;

/// <summary>Why packages are there.</summary>
/// <param name="Query">The name that was asked for.</param>
/// <param name="IsProduction">Whether ways over devDependencies do not count.</param>
/// <param name="Most">How many ways to a package are told.</param>
/// <param name="Packages">The packages of that name.</param>
internal sealed record WhyReport(string Query, bool IsProduction, int Most, IReadOnlyList<InstalledPackage> Packages)
{
    /// <summary>Ways that a person reads.</summary>
    public const int Few = 6;

    /// <summary>Ways that are told where all are asked for.</summary>
    public const int Many = 100;

    /// <summary>Writes the report for people.</summary>
    public void WriteText(Page page)
    {
        foreach (var package in Packages)
        {
            var chains = Chains.To(package, IsProduction, Most, out var isCut);
            page.WriteLine($"{page.Strong(package.Title)}  {Shown(package.Path)}");
            page.WriteLine($"  {Verdict(package, chains.Count, isCut)}");
            foreach (var chain in chains)
            {
                WriteChain(page, chain);
            }

            if (isCut)
            {
                page.WriteLine(
                    Most == Few
                        ? "  and more ways, as long or longer; --verbose tells them"
                        : "  and more ways, as long or longer"
                );
            }
        }
    }

    /// <summary>Writes the report for programs: member by member, as in <see cref="JsonReport"/>.</summary>
    public void WriteJson(Stream stream)
    {
        using (var json = new Utf8JsonWriter(stream, JsonReport.Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", "nix-node-modules/why/1");
            json.WriteString("version", Program.Version);
            json.WriteString("query", Escaped.Text(Query));
            json.WriteBoolean("production", IsProduction);
            json.WriteStartArray("packages");
            foreach (var package in Packages)
            {
                json.WriteStartObject();
                WritePackage(json, package);
                json.WriteString("use", UseOf(package));
                var chains = Chains.To(package, IsProduction, Most, out var isCut);
                json.WriteBoolean("more", isCut);
                json.WriteStartArray("chains");
                foreach (var chain in chains)
                {
                    json.WriteStartArray();
                    foreach (var step in chain)
                    {
                        WriteStep(json, step);
                    }

                    json.WriteEndArray();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>What a package is to the workspace, in a word.</summary>
    public static string UseOf(InstalledPackage package) =>
        package.Package.IsProject ? "project"
        : package.IsForProduction ? "production"
        : package.IsReached ? "development"
        : "none";

    /// <summary>The members that tell which package is meant.</summary>
    internal static void WritePackage(Utf8JsonWriter json, InstalledPackage package)
    {
        json.WriteString("name", package.Package.Manifest.Name is { } name ? Escaped.Text(name) : null);
        json.WriteString("version", package.Package.Manifest.Version is { } version ? Escaped.Text(version) : null);
        json.WriteString("path", Shown(package.Path));
    }

    private static void WriteStep(Utf8JsonWriter json, Dependence step)
    {
        json.WriteStartObject();
        json.WriteString("from", Shown(step.By.Path));
        json.WriteString("to", Shown(step.On.Path));
        json.WriteString("package", step.On.Title);
        json.WriteString("name", step.Edge.Dependency.Name.Display);
        json.WriteString("kind", Names.Of(step.Edge.Dependency.Kind));
        json.WriteString("entry", step.Entry.Display);
        json.WriteStartArray("links");
        foreach (var place in step.Edge.Crossed)
        {
            if (!place.IsDirectory)
            {
                json.WriteStringValue(place.Path.Display);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private string Verdict(InstalledPackage package, int ways, bool isCut)
    {
        var number = string.Create(
            CultureInfo.InvariantCulture,
            $"{(isCut ? "more than " : "")}{ways} {(ways == 1 ? "way" : "ways")}"
        );
        return package.Package.IsProject
                ? $"a project of the workspace{(ways > 0 ? $", which others need: {number}" : ", which no other needs")}"
            : !package.IsReached ? "nothing depends on it: it was installed, hoisted or left over, and no project leads to it"
            : IsProduction && !package.IsForProduction ? "only devDependencies lead to it: with --prod it is left out"
            : $"needed for {(package.IsForProduction ? "production" : "development only")}: {number}";
    }

    private static void WriteChain(Page page, IReadOnlyList<Dependence> chain)
    {
        var first = chain[0].By;
        page.WriteLine($"  {first.Title}  {Shown(first.Path)}");
        var indent = "  ";
        foreach (var step in chain)
        {
            var target = step.Edge.Resolution.Target.Path;
            var entry = step.Entry;
            page.WriteLine(
                $"{indent}└─ {step.On.Title}  {Names.Of(step.Edge.Dependency.Kind)}  {entry.Display}{(entry.Equals(target) ? "" : $" -> {Shown(target)}")}"
            );
            indent += "   ";
        }
    }

    /// <summary>A path for people and programs; that of the root is a dot.</summary>
    internal static string Shown(BytePath path) => path.IsEmpty ? "." : path.Display;
}
