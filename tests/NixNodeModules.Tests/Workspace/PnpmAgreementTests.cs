using System.Diagnostics;
using System.Text.Json;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Workspace;
using Xunit;

namespace NixNodeModules.Tests.Workspace;

public sealed class PnpmAgreementTests
{
    private static readonly string Pnpm = $"{Repository.Top}/.tools/package-managers/node_modules/pnpm10/bin/pnpm.cjs";

    [Theory]
    [InlineData("packages/*", "!packages/b")]
    [InlineData("**", "!**/test/**")]
    [InlineData("apps/**", "packages/{a,b}", "./libs/?b/")]
    [InlineData("packages/[!a]", "packages/.*", "node_modules/*", "packages/a**")]
    [InlineData("packages/b", "!packages/*", "apps/**/unit")]
    public void The_projects_are_those_that_pnpm_itself_finds(params string[] patterns)
    {
        Assert.SkipUnless(File.Exists(Pnpm), "pnpm is not installed in .tools; run tests/install-tools");
        using var temp = new TempDirectory();
        var directories =
            "packages/a packages/a/x packages/b packages/.hidden packages/node_modules/m apps/web apps/web/test/unit "
            + "apps/web/.next libs/ab libs/b node_modules/dep bower_components/dep";
        TreeText
            .Parse(
                "package.json = {}\npnpm-workspace.yaml = "
                    + $"{{packages: ['{string.Join("', '", patterns)}']}}\n"
                    + string.Join('\n', directories.Split(' ').Select(path => $"{path}/package.json = {{}}"))
            )
            .MakeIn(temp.Path);

        using var held = TempDirectory.Hold(temp.Path);
        var scanner = new Scanner(held, 1);
        var found = new Discovery(held, scanner).FindProjects(scanner.Top()).Select(project => project.Path.ToString());

        // pnpm does not list the root in every version and case; it is a project in all of them.
        Assert.Equal(
            AsPnpmSees(temp.Path).Append("").Distinct().Order(StringComparer.Ordinal),
            found.Order(StringComparer.Ordinal)
        );
    }

    private static List<string> AsPnpmSees(string root)
    {
        var start = new ProcessStartInfo("node", [Pnpm, "-r", "ls", "--depth", "-1", "--json"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = root;
        using var pnpm = Process.Start(start)!;
        using var listed = JsonDocument.Parse(pnpm.StandardOutput.ReadToEnd());
        pnpm.WaitForExit();
        return
        [
            .. listed
                .RootElement.EnumerateArray()
                .Select(one => one.GetProperty("path").GetString()![root.Length..].TrimStart('/')),
        ];
    }
}
