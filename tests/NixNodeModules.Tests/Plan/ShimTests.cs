using System.Text;
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
    public void A_file_that_is_no_shim_and_a_shim_whose_paths_stay_are_left()
    {
        Assert.Null(Shim.Rewrite("#!/usr/bin/env node\n\"/ws/a\" basedir="u8, path => path));
        Assert.Null(Shim.Rewrite("#!/bin/sh\n\"/ws/a\""u8, path => path));
        Assert.Null(Shim.Rewrite(Encoding.UTF8.GetBytes(Start + "\"$basedir/a\""), _ => null));
    }
}
