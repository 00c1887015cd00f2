using System.Text;
using FsCheck.Fluent;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class ShimTests
{
    private const string Start = "#!/bin/sh\nbasedir=$(dirname \"$0\")\n";

    [Theory]
    [InlineData("exec node  \"$basedir/../x/cli.js\" \"$@\"", "exec node  \"$basedir/<../x/cli.js>\" \"$@\"")]
    [InlineData("export NODE_PATH=\"/ws/a:/ws/b c\"", "export NODE_PATH=\"$basedir/</ws/a>:$basedir/</ws/b c>\"")]
    [InlineData("export NODE_PATH=\"/ws/a:$NODE_PATH\"", "export NODE_PATH=\"$basedir/</ws/a>:$NODE_PATH\"")]
    [InlineData(
        "export NODE_PATH='/ws/a:/ws/b':\"$NODE_PATH\"",
        "export NODE_PATH=''\"$basedir\"'/</ws/a>:'\"$basedir\"'/</ws/b>':\"$NODE_PATH\""
    )]
    [InlineData("export NODE_PATH='/usr/a:/ws/b'", "export NODE_PATH='/usr/a:'\"$basedir\"'/</ws/b>'")]
    [InlineData("# cmd-shim-target=/ws/x\n", "# cmd-shim-target=</ws/x>\n")]
    [InlineData("/wss/a \"/wss/a\" \"/w\" x/ws/a", "/wss/a \"/wss/a\" \"/w\" x/ws/a")]
    [InlineData("exec \"$basedir_abs\"/'../a b/c.js' \"$@\"", "exec \"$basedir_abs\"/'<../a b/c.js>' \"$@\"")]
    [InlineData("# cmd-shim-target=../x:y\n", "# cmd-shim-target=<../x:y>\n")]
    [InlineData("\"$basedir/", "\"$basedir/<>")]
    public void Its_paths_are_replaced_and_nothing_else(string text, string expected)
    {
        var shim = Encoding.UTF8.GetBytes(Start + text);
        var rewritten = Shim.Rewrite(
            shim,
            path =>
                path.IsAbsolute && !path.ToString().StartsWith("/ws/", StringComparison.Ordinal)
                    ? null
                    : BytePath.FromText($"<{path}>")
        );
        Assert.Equal(Start + expected, Encoding.UTF8.GetString(rewritten ?? shim));
    }

    [Fact]
    public void One_that_is_written_anew_finds_its_place_through_links_to_it()
    {
        const string Form = "#!/bin/sh\nbasedir=$(dirname \"$({0} \"$0\" | sed -e 's,\\\\,/,g')\")\nexec \"$basedir/{1}\"\n";
        var shim = Encoding.UTF8.GetBytes(
            Form.Replace("{0}", "echo", StringComparison.Ordinal).Replace("{1}", "../a", StringComparison.Ordinal)
        );
        var rewritten = Shim.Rewrite(shim, _ => BytePath.FromText("../b"));
        Assert.Equal(
            Form.Replace("{0}", "readlink -f", StringComparison.Ordinal).Replace("{1}", "../b", StringComparison.Ordinal),
            Encoding.UTF8.GetString(rewritten!)
        );
        Assert.Null(Shim.Rewrite(shim, _ => null));
    }

    [Theory]
    [InlineData("NODE_PATH=\"/old/place/node_modules/.pnpm/x@1/node_modules/x/node_modules:$NODE_PATH\"", "/old/place")]
    [InlineData("NODE_PATH=\"/old/p/a/node_modules/.pnpm/y@1/node_modules\"", "/old")]
    [InlineData("NODE_PATH=\"/old/q/a/node_modules/.pnpm/x@1/node_modules\"", "/old/q/a")]
    [InlineData("NODE_PATH=\"/usr/lib/node_modules:/old/node_modules/.pnpm/node_modules\"", "/old")]
    [InlineData("NODE_PATH=\"/ws/node_modules/.pnpm/z@1/node_modules\"", "/ws")]
    [InlineData("NODE_PATH=\"/old/node_modules/.pnpm/x@1/node_modules:/ws/node_modules\"", "/ws")]
    [InlineData("NODE_PATH='/old/node_modules/.pnpm/x@1/node_modules':\"$NODE_PATH\"", "/old")]
    [InlineData("NODE_PATH='/old/node_modules/.pnpm/x@1'", "/old")]
    [InlineData("NODE_PATH=\"/old/node_modules/.pnpm/z@1/node_modules\"", null)]
    [InlineData("NODE_PATH=\"/usr/lib/node_modules\" x/old/node_modules/.pnpm/x@1", null)]
    [InlineData("NODE_PATH=\"/node_modules/.pnpm/x@1/node_modules\"", null)]
    [InlineData("NODE_PATH=\"/old/node_modules/.pnpm/\"", null)]
    public void The_place_of_installation_is_told_by_what_the_workspace_has_of_its_paths(string text, string? place)
    {
        string[] directories = ["node_modules/.pnpm/x@1", "node_modules/.pnpm/node_modules", "p/a/node_modules/.pnpm/y@1"];
        var found = Shim.RootOf(
            Encoding.UTF8.GetBytes(Start + text),
            BytePath.FromText("/ws"),
            path => directories.Contains(path.ToString())
        );
        Assert.Equal(place, found?.ToString());
    }

    [Fact]
    public void Wherever_a_workspace_was_installed_its_shims_tell() =>
        Properties.Hold(
            from old in Gen.Elements("a", "node_modules", ".pnpm", "packages", "b c").NonEmptyListOf()
            from project in Gen.Elements("", "packages/a/", "x/")
            from entry in Gen.Elements("x@1", "node_modules", "@s+x@1_y")
            from rest in Gen.Elements("", "/node_modules", "/node_modules/x/node_modules")
            select (Old: "/" + string.Join('/', old), Store: $"{project}node_modules/.pnpm/{entry}", Below: rest),
            _ => [],
            shim =>
            {
                var text = Encoding.UTF8.GetBytes($"{Start}export NODE_PATH=\"{shim.Old}/{shim.Store}{shim.Below}\"");
                var found = Shim.RootOf(text, BytePath.FromText("/ws"), path => path.ToString() == shim.Store);
                Assert.Equal(shim.Old, found?.ToString());
            }
        );

    [Fact]
    public void A_file_that_is_no_shim_and_a_shim_whose_paths_stay_are_left()
    {
        Assert.Null(Shim.Rewrite("#!/usr/bin/env node\n\"/ws/a\" basedir="u8, path => path));
        Assert.Null(Shim.Rewrite("#!/bin/sh\n\"/ws/a\""u8, path => path));
        Assert.Null(Shim.Rewrite(Encoding.UTF8.GetBytes(Start + "\"$basedir/a\""), _ => null));
    }
}
