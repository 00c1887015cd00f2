namespace NixNodeModules.EndToEnd.Support;

/// <summary>A place whose workspace has something of every kind that an export treats in its own way, and what it needs from outside.</summary>
internal static class FullSite
{
    /// <summary>
    /// The small workspace, and in its module tree: a file that goes through the kernel (<c>big</c>) with a further name (<c>same</c>), a
    /// directory that is listed in several calls (<c>many</c>), a shim of pnpm's with absolute paths (<c>.bin/tool</c>), a link to a package
    /// outside the workspace (<c>far</c>, in <c>beside</c>). <c>reports</c> is there for reports.
    /// </summary>
    public static Site Make() => Make(Site.Empty(), many: 400);

    /// <summary>The same in a place of the caller's, with so many files in <c>many</c>: a few are listed in one call.</summary>
    public static Site Make(Site site, int many)
    {
        site.AddWorkspace().File("node_modules/big", new string('b', 300_000)).Link("node_modules/far", "../../beside/far");
        Tool.Run("ln", site.PathOf("node_modules/big"), site.PathOf("node_modules/same"));
        for (var i = 1000; i < 1000 + many; i++)
        {
            site.File($"node_modules/many/{i}-{new string('n', 180)}", "");
        }

        site.File(
            "node_modules/.bin/tool",
            $"""
            #!/bin/sh
            basedir=$(dirname "$(echo "$0" | sed -e 's,\\,/,g')")
            if [ -z "$NODE_PATH" ]; then
              export NODE_PATH="{site.Repo}/node_modules/.pnpm/dep@1.0.0/node_modules"
            else
              export NODE_PATH="{site.Repo}/node_modules/.pnpm/dep@1.0.0/node_modules:$NODE_PATH"
            fi
            exec node  "$basedir/../dep/package.json" "$@"

            """
        );
        Kernel.SetMode(site.PathOf("node_modules/.bin/tool"), "0755");
        Kernel.MakeDirectories($"{site.Top}/beside/far");
        Kernel.MakeDirectories($"{site.Top}/reports");
        Kernel.WriteFile($"{site.Top}/beside/far/package.json", """{ "name": "far", "version": "1.0.0" }""");
        Kernel.WriteFile($"{site.Top}/beside/far/index.js", "module.exports = 'far';\n");
        return site;
    }
}
