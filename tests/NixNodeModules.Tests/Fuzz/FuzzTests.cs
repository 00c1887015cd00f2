using System.Text;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Publish;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;
using Xunit;

namespace NixNodeModules.Tests.Fuzz;

/// <summary>Whatever is in the files of a workspace, it is understood or refused in words: nothing else is thrown, and everything ends.</summary>
public sealed class FuzzTests
{
    private const string Yaml =
        "packages: - \n ' \" & * & a *a ! | > [ ] { } , : ? \t # --- ... << %YAML \uFEFF \0 - packages/* '!x'";
    private const string Json =
        "{ } [ ] , : \" \\u0000 \\ud800 null true 1e999 -0 \uFEFF \"name\" \"workspaces\" \"files\" \"bin\" \"..\" / \n";
    private const string Shell =
        "$basedir/ \" ' : / /ws/ ../ \n # cmd-shim-target= \"$basedir_abs\"/' /node_modules/.pnpm/ a $NODE_PATH";
    private const string Patterns = "* ** ? [ ] [! [^ [a-z] [:alpha:] { } , {1..9} ! \\ / // . .. # \n  a ( ) | + @";

    [Fact]
    public void Manifests() =>
        Mutations.Try(
            "manifests",
            [.. Files("package.json")],
            Json,
            bytes =>
            {
                _ = PackageManifest.Parse(bytes, BytePath.FromText("package.json"));
                _ = PackageManifest.ParseInstalled(bytes, BytePath.FromText("package.json"));
            }
        );

    [Fact]
    public void Workspace_files() =>
        Mutations.Try(
            "workspace files",
            [.. Files("pnpm-workspace.yaml"), "packages: &p [a, 'b']\nc: *p\n"],
            Yaml,
            bytes =>
            {
                foreach (var pattern in PnpmWorkspaceFile.ParsePackages(bytes, BytePath.FromText("pnpm-workspace.yaml")))
                {
                    _ = ProjectPattern.Parse(pattern).ToList();
                }
            }
        );

    [Fact]
    public void Shims()
    {
        const string shim = """
            #!/bin/sh
            basedir=$(dirname "$(echo "$0" | sed -e 's,\\,/,g')")
            if [ -z "$NODE_PATH" ]; then
              export NODE_PATH="/ws/node_modules/.pnpm/x@1/node_modules:/ws/node_modules/.pnpm/node_modules"
            else
              export NODE_PATH="/ws/node_modules/.pnpm/node_modules:$NODE_PATH"
            fi
            exec node  "$basedir/../x/cli.js" "$@"
            # cmd-shim-target=../x/cli.js
            """;
        var root = BytePath.FromText("/ws");
        Mutations.Try(
            "shims",
            [shim.ReplaceLineEndings("\n"), "#!/bin/sh\nbasedir=x\nexec \"$basedir_abs\"/'../a b/c.js' \"$@\"\n"],
            Shell,
            bytes =>
            {
                _ = Shim.Program(bytes);
                _ = Shim.RootOf(bytes, root, path => path.Span.Length % 2 == 0);

                // What is told to stay stays, byte for byte, but for the way by which a shim finds its own place.
                if (Shim.Rewrite(bytes, _ => null) is { } rewritten)
                {
                    Assert.True(rewritten.Length > bytes.Length);
                }

                _ = Shim.Rewrite(bytes, path => path.IsAbsolute ? BytePath.FromText("../x") : null);
            }
        );
    }

    [Fact]
    public void Patterns_of_ignored_files() =>
        Mutations.Try(
            "patterns",
            ["dist/**/*.js", "!/src/[a-z]*.ts", "**/test/", "{a,b{c,d}}/*.?s", "node_modules\n*.log\n!keep.log\n"],
            Patterns,
            bytes =>
            {
                var text = Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 300)));
                var list = new IgnoreList(text.Split('\n'), "--exclude");
                _ = list.IsMatch(["a", "dist", "src", "b.js"], isDirectory: false);
                _ = list.IsMatch([new string('a', 200)], isDirectory: true);
                var rules = new List<PackRule>();
                foreach (var line in text.Split('\n'))
                {
                    PackRule.Add(rules, line, BytePath.FromText("files"));
                }

                foreach (var rule in rules)
                {
                    _ = rule.IsMatch(new PathNames(["a", "dist", "b.js"]), asDirectory: true, isBelow: false);
                    _ = rule.IsMatch(new PathNames([new string('a', 60)]), asDirectory: false, isBelow: true);
                }
            }
        );

    [Fact]
    public void Links() =>
        Mutations.Try(
            "links",
            ["../a/b", "./x/../y/", "/ws/a", "l0/l1/l2", "..", "a//b/."],
            ".. . / // a b l0 l1 l2 l3 x ../ \\ \u00ff",
            bytes =>
            {
                var texts = Split(bytes);
                var top = DirectoryNode.Top(new() { Kind = FileKind.Directory });
                Fill(top, texts, 0);
                Fill(top.Child(top.Listing!.Find("a"u8)), texts, 4);
                Fill(top.Child(top.Listing.Find("b"u8)), [], 0);
                Fill(top.Child(top.Listing.Find("a"u8)).Child(0), [], 0);
                Fill(top.Child(top.Listing.Find("a"u8)).Child(1), [], 0);
                foreach (var outside in new Outside?[] { null, new(BytePath.FromText("/ws")) })
                {
                    var resolver = new Resolver(top, outside);
                    for (var i = 0; i < top.Listing.Count; i++)
                    {
                        if (top.Listing[i].Kind == FileKind.Link)
                        {
                            Assert.True(Enum.IsDefined(resolver.Follow(top, i).Ending));
                        }
                    }
                }
            }
        );

    // Link texts as the kernel would give them: no NUL, not empty, at most 4,095 bytes.
    private static List<byte[]> Split(byte[] bytes)
    {
        var texts = new List<byte[]>();
        foreach (var part in bytes.AsSpan().Split((byte)0))
        {
            var text = bytes.AsSpan(part)[..Math.Min(bytes.AsSpan(part).Length, 4095)];
            texts.Add(text.IsEmpty ? "."u8.ToArray() : text.ToArray());
        }

        return texts;
    }

    private static void Fill(DirectoryNode directory, List<byte[]> texts, int first)
    {
        var builder = new ListingBuilder();
        builder.Add(new() { Kind = FileKind.Directory }, "a"u8);
        builder.Add(new() { Kind = FileKind.Directory }, "b"u8);
        builder.Add(new() { Kind = FileKind.File }, "x"u8);
        for (var i = 0; i < 4; i++)
        {
            var text = first + i < texts.Count ? texts[first + i] : "../l0"u8.ToArray();
            builder.Add(new() { Kind = FileKind.Link }, Encoding.ASCII.GetBytes($"l{i}"), text);
        }

        directory.Fill(builder.Build());
    }

    private static List<string> Files(string name)
    {
        var found = new List<string>();
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Repository.Top, "fixtures"), name, options))
        {
            if (!path.Contains("node_modules", StringComparison.Ordinal))
            {
                found.Add(File.ReadAllText(path));
            }
        }

        Assert.NotEmpty(found);
        return found;
    }
}
