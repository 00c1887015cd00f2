using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>A place for one test: a workspace <c>repo</c> made by hand, the output <c>out</c> beside it, and whatever else the test puts there.</summary>
internal sealed class Site : IDisposable
{
    private Site(string top) => Top = top;

    /// <summary>The directory that holds it all.</summary>
    public string Top { get; }

    /// <summary>The workspace root.</summary>
    public string Repo => $"{Top}/repo";

    /// <summary>The output.</summary>
    public string Out => $"{Top}/out";

    /// <summary>A place with nothing in it.</summary>
    public static Site Empty() => new(ScratchSpace.MakeDirectory("site"));

    /// <summary>
    /// A place with a small workspace: the project <c>packages/lib</c>, linked from the root's module tree, where there is also a package
    /// <c>dep</c> that is no project.
    /// </summary>
    public static Site WithWorkspace() => Empty().AddWorkspace();

    /// <summary>A place in a directory that is there; it goes with the site.</summary>
    public static Site At(string directory) => new(directory);

    /// <summary>A place with nothing in it, in memory where there is such a file system: many small files take a disk its time.</summary>
    public static Site InMemory() =>
        System.IO.Directory.Exists("/dev/shm")
            ? new(
                System
                    .IO.Directory.CreateDirectory(
                        $"/dev/shm/{Path.GetFileName(ScratchSpace.MakeDirectory("memory"))}-{Environment.ProcessId}"
                    )
                    .FullName
            )
            : Empty();

    /// <summary>Puts the small workspace into this place.</summary>
    public Site AddWorkspace() =>
        File("package.json", """{ "name": "root", "private": true }""")
            .File("pnpm-workspace.yaml", "packages:\n  - packages/*\n")
            .File("pnpm-lock.yaml", "lockfileVersion: '9.0'\n")
            .File("packages/lib/package.json", """{ "name": "lib", "version": "1.0.0" }""")
            .File("packages/lib/index.js", "module.exports = 'lib';\n")
            .File("node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json", """{ "name": "dep", "version": "1.0.0" }""")
            .Link("node_modules/dep", ".pnpm/dep@1.0.0/node_modules/dep")
            .Link("node_modules/lib", "../packages/lib");

    /// <summary>A path of the workspace.</summary>
    public string PathOf(string relative) => $"{Repo}/{relative}";

    /// <summary>Puts a file into the workspace.</summary>
    public Site File(string path, string text = "content\n")
    {
        Make(path);
        Kernel.WriteFile(PathOf(path), text);
        return this;
    }

    /// <summary>Puts a link into the workspace.</summary>
    public Site Link(string path, string text)
    {
        Make(path);
        Kernel.MakeLink(text, PathOf(path));
        return this;
    }

    /// <summary>Puts a directory into the workspace.</summary>
    public Site Directory(string path)
    {
        Kernel.MakeDirectories(PathOf(path));
        return this;
    }

    /// <summary>Exports repo to out.</summary>
    public Outcome Export(params string[] options) => Binary.Run(["export", "--root", Repo, "--out", Out, .. options]);

    /// <summary>Exports repo to out, which must succeed.</summary>
    public Outcome Exports(params string[] options) => Export(options).Ended(0);

    /// <summary>Exports repo to out, which must end with <paramref name="code"/>, say why, and leave everything as it is.</summary>
    public Outcome Refuses(int code, params string[] options) => Leaves(() => Export(options).Ended(code).ExplainsItself());

    /// <summary>Does something that must leave every file, link and directory of this place as it is, with nothing new.</summary>
    public Outcome Leaves(Func<Outcome> action)
    {
        var before = TreeSnapshot.Of(Top);
        var outcome = action();

        // A staging directory that came and went changes the time of the directory that it was in, and nothing else.
        Assert.Equal([], before.DifferencesTo(TreeSnapshot.Of(Top), withTopTime: false, withIdentity: true));
        return outcome;
    }

    public void Dispose() => ScratchSpace.Remove(Top);

    private void Make(string path) => Kernel.MakeDirectories(PathOf(path)[..PathOf(path).LastIndexOf('/')]);
}
