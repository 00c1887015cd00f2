namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// A workspace in npm's layout with 23 projects and 1,600 packages, 40,000 files in all, and the page that inspect makes of it. In memory
/// where there is /dev/shm; shared by the tests of a class.
/// </summary>
public sealed class ManyPackages : IDisposable
{
    private const int Packages = 1600;
    private const int Projects = 22;

    private readonly Site site;

    public ManyPackages()
    {
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : ScratchSpace.Top;
        site = Site.At(Directory.CreateDirectory($"{memory}/{Path.GetFileName(ScratchSpace.Top)}-many").FullName);
        Write(
            "package.json",
            """{ "name": "root", "version": "1.0.0", "workspaces": ["packages/*"], "devDependencies": { "package-0": "1" } }"""
        );
        for (var i = 0; i < Packages; i++)
        {
            WritePackage(i);
        }

        for (var i = 0; i < Projects; i++)
        {
            var others = Enumerable.Range(1, 3).Select(step => i + (step * 5)).Where(other => other < Projects);
            var needs = string.Join(
                ", ",
                others.Select(other => Text($"\"@repo/project-{other}\": \"*\"")).Prepend(Needs(i, i * 50))
            );
            Write(
                Text($"packages/project-{i}/package.json"),
                Text($$"""{ "name": "@repo/project-{{i}}", "version": "1.0.0", "dependencies": { {{needs}} } }""")
            );
            site.Link(Text($"node_modules/@repo/project-{i}"), Text($"../../packages/project-{i}"));
        }

        Page = $"{site.Top}/report.html";
        Binary.Run("inspect", "--root", site.Repo, "--format", "html", "--output", Page).Ended(0);
    }

    /// <summary>The page.</summary>
    internal string Page { get; }

    public void Dispose() => site.Dispose();

    // Few are large and most are small, as packages are.
    private void WritePackage(int i)
    {
        var needs = i < 1500 ? Needs(i * 7 % Packages, i * 13 % Packages, (i + 1) % Packages) : "";
        Write(
            Text($"node_modules/package-{i}/package.json"),
            Text($$"""{ "name": "package-{{i}}", "version": "{{i % 9}}.{{i % 7}}.0", "dependencies": { {{needs}} } }""")
        );
        var content = new string('x', 20 + (200_000 / (10 + i)));
        for (var j = 0; j < 24; j++)
        {
            File.WriteAllText(site.PathOf(Text($"node_modules/package-{i}/{j}.js")), content);
        }
    }

    private static string Needs(params int[] packages) =>
        string.Join(", ", packages.Distinct().Select(i => Text($"\"package-{i}\": \"1\"")));

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(site.PathOf(path))!);
        File.WriteAllText(site.PathOf(path), text);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
