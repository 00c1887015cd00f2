namespace NixNodeModules.Tests.Publish;

/// <summary>Packages that use what npm's rules speak of, each named by what it is about.</summary>
internal static class Corpus
{
    private const string Usual = "index.js\nlib/a.js\nlib/b.js\nlib/sub/c.js\ntest/a.test.js\nREADME.md\ndist/out.js";

    public static IReadOnlyDictionary<string, PackageTree> Packages { get; } =
        new (string Name, string Manifest, string Tree)[]
        {
            ("nothing said", "{}", Usual),
            ("a directory", """{"files": ["lib"]}""", Usual),
            ("a directory with a slash", """{"files": ["lib/"]}""", Usual),
            ("a directory with a dot", """{"files": ["./lib"]}""", Usual),
            ("a directory from the top", """{"files": ["/lib"]}""", $"{Usual}\ntest/lib/x.js"),
            ("a directory's name further down", """{"files": ["lib"]}""", $"{Usual}\ntest/lib/x.js\ntest/lib/y/z.js"),
            ("what a directory holds", """{"files": ["lib/*"]}""", Usual),
            ("a directory, however deep", """{"files": ["lib/**"]}""", Usual),
            ("files of a kind", """{"files": ["lib/**/*.js", "*.ts"]}""", $"{Usual}\nlib/x.ts\nlib/y.mjs\ntop.ts"),
            ("files of a kind with a slash", """{"files": ["lib/*.js"]}""", Usual),
            ("braces", """{"files": ["{lib,dist}/*.{js,d.ts}", "te{st,xt}"]}""", $"{Usual}\nlib/x.d.ts\nlib/x.ts"),
            ("braces in braces", """{"files": ["{lib/{a,b},dist/out}.js", "{x}"]}""", $"{Usual}\nx\n{{x}}"),
            ("sets", """{"files": ["lib/[ab].js", "[!l]*/*.js", "x[", "[]y]z"]}""", $"{Usual}\nx[\nyz\n]z"),
            ("an empty list", """{"files": []}""", Usual),
            ("an empty entry", """{"files": [""]}""", Usual),
            ("a dot", """{"files": ["."]}""", Usual),
            ("a dot with a slash", """{"files": ["./"]}""", Usual),
            ("everything", """{"files": ["**"]}""", $"{Usual}\n.npmrc\nyarn.lock\n.hidden/x\n.DS_Store"),
            ("a star", """{"files": ["*"]}""", $"{Usual}\n.hidden/x"),
            ("taken out again", """{"files": ["lib", "!lib/b.js"]}""", Usual),
            (
                "a pattern taken out again",
                """{"files": ["lib", "dist", "!**/*.test.js", "!lib/sub/**"]}""",
                $"{Usual}\nlib/x.test.js"
            ),
            ("a directory taken out again", """{"files": ["lib", "!lib/sub"]}""", Usual),
            ("taken out and brought in", """{"files": ["!lib/sub", "lib", "!lib/sub/**", "lib/sub/c.js"]}""", Usual),
            ("a file in the list twice", """{"files": ["lib/a.js", "!lib/a.js"]}""", Usual),
            ("a file that is not there", """{"files": ["lib/none.js", "none/", "../up"]}""", Usual),
            ("another case", """{"files": ["LIB", "Dist/OUT.js", "INDEX.js"]}""", Usual),
            (
                "a list in which not all is text",
                """{"files": ["lib"], "main": 5, "browser": {"a": "b"}, "bin": {"x": 5}}""",
                Usual
            ),
            ("main", """{"files": ["lib"], "main": "dist/out.js"}""", Usual),
            ("main with a dot", """{"files": ["dist"], "main": "./lib/main.js"}""", $"{Usual}\nlib/main.js"),
            ("main that is a directory", """{"files": ["dist"], "main": "lib"}""", $"{Usual}\nlib/index.js"),
            ("main without an ending", """{"files": ["dist"], "main": "lib/a"}""", Usual),
            ("browser", """{"files": ["dist"], "browser": "lib/b.js"}""", Usual),
            ("browser with a dot", """{"files": ["dist"], "browser": "./lib/browser.js"}""", $"{Usual}\nlib/browser.js"),
            ("browser as a map", """{"files": ["dist"], "browser": {"./lib/b.js": "./lib/a.js"}}""", Usual),
            ("a bin", """{"files": ["dist"], "bin": "./test/a.test.js"}""", Usual),
            ("bins", """{"files": [], "bin": {"one": "lib/a.js", "two": "./lib/sub/../b.js", "up": "../index.js"}}""", Usual),
            (
                "a directory of bins",
                """{"files": [], "directories": {"bin": "./tools"}}""",
                "tools/one\ntools/.two\ntools/sub/three\ntools/.sub/four"
            ),
            ("bin and a directory of bins", """{"files": [], "bin": "lib/a.js", "directories": {"bin": "lib/sub"}}""", Usual),
            (
                "main that is ignored",
                """{"main": "lib/a.js", "bin": "dist/out.js"}""",
                $"{Usual}\n.npmignore = lib\\ndist/out.js\\n"
            ),
            ("an ignore file", "{}", $"{Usual}\n.npmignore = # tests\\ntest\\n\\n*.md\\r\\n  lib/sub  \\n"),
            ("an ignore file and a list", """{"files": ["lib", "test"]}""", $"{Usual}\n.npmignore = lib\\n"),
            ("an ignore file further down", "{}", $"{Usual}\nlib/.npmignore = b.js\\n/sub\\n"),
            ("an ignore file further down and a list", """{"files": ["lib"]}""", $"{Usual}\nlib/.npmignore = b.js\\nc.js\\n"),
            (
                "an ignore file against a file in the list",
                """{"files": ["lib/b.js", "lib/sub/c.js"]}""",
                $"{Usual}\nlib/.npmignore = *.js\\n"
            ),
            ("an ignore file that brings in", "{}", $"{Usual}\n.npmignore = lib/*\\n!lib/a.js\\n!lib/sub\\n"),
            ("a directory that is out and brought in again", "{}", $"{Usual}\n.npmignore = lib\\n!lib/sub/c.js\\n"),
            ("an inner ignore file that brings in", "{}", $"{Usual}\n.npmignore = *.js\\n\nlib/.npmignore = !a.js\\n"),
            (
                "an inner ignore file that brings in what the list leaves",
                """{"files": ["lib/sub"]}""",
                $"{Usual}\nlib/.npmignore = !b.js\\n"
            ),
            ("anchored", "{}", $"{Usual}\ntest/lib/x\n.npmignore = /lib\\nsub/\\n"),
            ("escapes", "{}", "#x\n!y\na b\n[z]\n.npmignore = \\#x\\n\\!y\\na b\\n\\[z]\\n"),
            (
                "lockfiles",
                "{}",
                "package-lock.json\nyarn.lock\npnpm-lock.yaml\nbun.lockb\nbun.lock\nsub/yarn.lock\nsub/package-lock.json\nnpm-shrinkwrap.json"
            ),
            (
                "lockfiles in the list",
                """{"files": ["yarn.lock", "sub", ".npmrc"]}""",
                "yarn.lock\nsub/yarn.lock\n.npmrc\nsub/.npmrc"
            ),
            (
                "npm's own",
                "{}",
                ".npmrc\nsub/.npmrc\nnpm-debug.log\nsub/npm-debug.log\n.npmignore\n.gitignore\nsub/.gitignore\nsub/.npmignore"
            ),
            (
                "leavings",
                "{}",
                "a.orig\nsub/b.orig\n._x\nsub/._y/z\n.a.swp\nb.swp\n.DS_Store\nsub/.DS_Store/x\n.wafpickle-7\n.lock-wscript\nsub/.lock-wscript\nbuild/config.gypi\nsub/build/config.gypi\narchived-packages/x\nsub/archived-packages/y/z"
            ),
            (
                "leavings in the list",
                """{"files": ["a.orig", "sub/b.orig", "sub/deep/c.orig", "._x", ".DS_Store"]}""",
                "a.orig\nsub/b.orig\nsub/deep/c.orig\n._x\n.DS_Store"
            ),
            (
                "version control",
                "{}",
                ".git/HEAD\nsub/.git/HEAD\n.svn/x\n.hg/x\nCVS/x\nsub/CVS/x\n.jj/x\n.gitattributes\n.github/x"
            ),
            ("version control in the list", """{"files": [".git", "sub"]}""", ".git/HEAD\nsub/.git/HEAD\nsub/x"),
            ("hidden files", "{}", ".env\n.eslintrc\n.config/x\nsub/.env.local"),
            ("hidden files in a directory of the list", """{"files": ["sub"]}""", ".env\nsub/.env\nsub/.x/y"),
            (
                "what is always in",
                """{"files": []}""",
                "README\nreadme.txt\nReadMe.MD\nreadme.md~\nreadmes\nLICENSE\nLicence.txt\nlicense-mit\nCOPYING\ncopying.lesser\nCHANGELOG.md\nsub/README.md\nNOTICE\nREADME.d/x"
            ),
            ("what is always in, ignored", "{}", "README.md\nLICENSE\nCHANGELOG.md\nsub/README.md\n.npmignore = *\\n"),
            (
                "manifests below",
                """{"files": ["lib"]}""",
                "lib/package.json = {\"files\": [\"a\"], \"main\": \"b\"}\nlib/a\nlib/b\nother/package.json = {}"
            ),
            (
                "a module tree",
                """{"dependencies": {"dep": "1"}}""",
                "index.js\nnode_modules/dep/package.json = {\"name\": \"dep\", \"version\": \"1.0.0\"}\nnode_modules/dep/x.js"
            ),
            (
                "bundled dependencies",
                """{"files": ["lib"], "dependencies": {"dep": "1"}, "bundleDependencies": ["dep"]}""",
                "lib/a\nnode_modules/dep/package.json = {\"name\": \"dep\", \"version\": \"1.0.0\"}\nnode_modules/dep/x.js"
            ),
            ("module trees further down", "{}", "lib/node_modules/dep/index.js\nlib/node_modules/dep/a.orig\nlib/a.js"),
            (
                "module trees further down and a list",
                """{"files": ["lib"]}""",
                "lib/node_modules/dep/index.js\nlib/a.js\nnode_modules/x/index.js"
            ),
            (
                "modules of a package inside",
                "{}",
                "example/package.json = {}\nexample/node_modules/dep/index.js\nexample/node_modules/dep/.gitignore\nexample/node_modules/dep/a.orig"
            ),
            (
                "links",
                """{"files": ["lib", "also"]}""",
                $"{Usual}\nlib/file -> a.js\nlib/dir -> sub\nalso -> index.js\nother -> index.js"
            ),
            ("a star in a name", "{}", "a*b.js\nab.js"),
            (
                "names of many kinds",
                """{"files": ["ä", "日本", "x y"]}""",
                "ä/ö\n日本/語.js\nx y/z\nÄ2\n[slug].js\n(group)/page.js\n@scope/x"
            ),
            ("a name with brackets in the list", """{"files": ["[slug].js"]}""", "[slug].js\ns.js"),
        }.ToDictionary(one => one.Name, one => new PackageTree(one.Manifest, one.Tree), StringComparer.Ordinal);

    /// <summary>Packages with ignore files of Git, and what npm drops for them.</summary>
    public static IReadOnlyList<(PackageTree Package, string Dropped)> WithGitIgnores { get; } =
    [
        (new("{}", $"{Usual}\n.gitignore = dist\\n"), "dist/out.js"),
        (new("{}", $"{Usual}\nlib/.gitignore = *\\n"), "lib/a.js lib/b.js lib/sub/c.js"),
        (new("""{"files": ["dist"]}""", $"{Usual}\n.gitignore = dist\\n\ndist/.gitignore = *\\n"), "dist/out.js"),
        (new("""{"files": ["lib", "dist"]}""", $"{Usual}\n.npmignore = lib\\n\nlib/.gitignore = sub/\\n"), "lib/sub/c.js"),
    ];
}
