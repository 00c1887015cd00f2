using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Verify;

public sealed class LinkCheckTests
{
    // What stands outside the tree, which is /w/tree; everything else there is missing.
    private static readonly string[] Around = ["/w/beside", "/store/links/p/node_modules/p", "/store/a"];

    [Theory]
    [InlineData("l -> d\nd/", "")]
    [InlineData("l -> missing", "Dangling l")]
    [InlineData("l -> f/\nf", "Dangling l")]
    [InlineData("l -> l", "Reflexive l")]
    [InlineData("d/l -> ../d/./l", "Reflexive d/l")]
    [InlineData("d/l -> /w/tree/d/l", "Reflexive d/l")]
    [InlineData("a -> b\nb -> a", "Looping a|Looping b")]
    [InlineData("a -> b\nb -> b", "Looping a|Reflexive b")]
    [InlineData("l -> ../beside", "Escaping l")]
    [InlineData("l -> ../missing", "Dangling l")]
    [InlineData("d/l -> ../../tree/f\nf", "Escaping d/l")]
    [InlineData("l -> /w/tree/f\nf", "Absolute l")]
    [InlineData("l -> /w/beside", "Absolute l")]
    [InlineData("l -> /w/missing", "Dangling l")]
    [InlineData("d/l -> m/x\nd/m -> ../..", "Dangling d/l|Escaping d/m")]
    public void Each_link_is_found_by_its_kind(string tree, string expected) =>
        Assert.Equal(expected, string.Join('|', Check(tree).Select(finding => $"{finding.Kind} {finding.Path}")));

    [Theory]
    [InlineData("l -> /store/a", "/store", "")]
    [InlineData("l -> /store/a", "/sto", "Absolute l")]
    [InlineData("l -> /store/../w/beside", "/store", "Absolute l")]
    [InlineData("l -> /store/missing", "/store", "Dangling l")]
    [InlineData("l -> /w/tree/f\nf", "/w", "")]
    [InlineData("l -> ../beside", "/w", "")]
    [InlineData("l -> l", "/w", "Reflexive l")]
    [InlineData("node_modules/p -> /w/tree/p\np/", "/w", "Skeleton node_modules/p")]
    public void Links_may_lead_to_what_exists_below_an_allowed_place(string tree, string allowed, string expected) =>
        Assert.Equal(expected, string.Join('|', Check(tree, allowed).Select(finding => $"{finding.Kind} {finding.Path}")));

    [Theory]
    [InlineData("node_modules/p -> ../p\np/node_modules/x/f", "Skeleton")]
    [InlineData("node_modules/p -> ../p\np/node_modules -> ../node_modules", "Skeleton")]
    [InlineData("node_modules/p -> ../p\np/", "Skeleton")]
    [InlineData("node_modules/@s/p -> ../../p\np/node_modules/\np/nested/package.json", "Skeleton")]
    [InlineData("node_modules/.pnpm/node_modules/p -> ../../../p\np/node_modules/", "Skeleton")]
    [InlineData("node_modules/p -> ../p\np/package.json", "")]
    [InlineData("node_modules/p -> ../p\np/node_modules/\np/index.js", "")]
    [InlineData("node_modules/p -> ../p\np/dist/index.js", "")]
    [InlineData("node_modules/p -> ../p.js\np.js", "")]
    [InlineData("node_modules/@s -> ../scope\nscope/p/package.json", "")]
    [InlineData("node_modules/@s -> ../scope\nscope/", "")]
    [InlineData("node_modules/.bin -> ../bin\nbin/", "")]
    [InlineData("node_modules/.pnpm -> ../store\nstore/node_modules/", "")]
    [InlineData("node_modules/.bin/p -> ../../p\np/", "")]
    [InlineData("node_modules/p/fixtures/empty -> ../none\nnode_modules/p/none/", "")]
    [InlineData("packages/a/node_modules -> ../../node_modules\nnode_modules/", "")]
    public void Skeletons_are_told_from_scopes_stores_programs_and_packages_without_a_manifest(string tree, string expected) =>
        Assert.Equal(expected, string.Join('|', Check(tree).Select(finding => finding.Kind)));

    [Theory]
    [InlineData("node_modules/p -> ../packages/p", "a workspace link whose target was left behind")]
    [InlineData("node_modules/.pnpm/a@1/node_modules/b -> ../../b@1/node_modules/b", "removed or never installed")]
    [InlineData("node_modules/.bin/b -> ../b/cli.js", "program's package is not in the tree")]
    [InlineData("packages/a/latest -> dist", "left out or has not been built")]
    [InlineData("node_modules/p -> ../../beside", "cut below the workspace root")]
    [InlineData("node_modules/p -> ../../missing", "cut below the workspace root")]
    [InlineData("node_modules/p -> ../../../store/links/p/node_modules/p", "pnpm's global virtual store")]
    [InlineData("l -> ../beside", "was not copied into the tree")]
    [InlineData("l -> /build/source/x", "a place of the machine")]
    [InlineData("node_modules/p -> ../p\np/node_modules/", "only its node_modules was exported")]
    public void Each_finding_has_its_likely_cause(string tree, string cause) =>
        Assert.Contains(cause, Assert.Single(Check(tree)).Advice!.Cause, StringComparison.Ordinal);

    /// <summary>nixpkgs' rule (dangling, reflexive), asked of the kernel: nothing that it finds passes.</summary>
    [Fact]
    public void Every_link_that_the_kernel_cannot_follow_is_found_and_none_that_it_can_is_called_broken()
    {
        using var temp = new TempDirectory();
        Properties.Hold(
            RandomTrees.OfLinks,
            RandomTrees.Shrink,
            tree =>
            {
                var root = temp.Fresh();
                tree.MakeIn(root, root);
                using var held = TempDirectory.Hold(root);
                var scanner = new Scanner(held, 1);
                var top = scanner.Top();
                scanner.ReadAll([top]);
                var check = new LinkCheck(top, new(BytePath.FromText(root)), OutsideReader.LookUp, []);
                Assert.Equal(
                    tree.Entries.Where(line => line.Kind == FileKind.Link)
                        .Select(line => line.Path)
                        .Where(path => Kernel.Follow($"{root}/{path}").Error is not null)
                        .Order(StringComparer.Ordinal),
                    check
                        .Findings()
                        .Where(one => one.Kind is FindingKind.Dangling or FindingKind.Looping or FindingKind.Reflexive)
                        .Select(one => one.Path.ToString())
                        .Order(StringComparer.Ordinal)
                );
            }
        );
    }

    private static List<Finding> Check(string tree, params string[] allowed) =>
        [
            .. new LinkCheck(
                TreeText.Parse(tree).InMemory(),
                new(BytePath.FromText("/w/tree")),
                LookAround,
                [.. allowed.Select(BytePath.FromText)]
            ).Findings(),
        ];

    private static void LookAround(Outside outside, BytePath path) =>
        outside.Learn(
            path,
            Around.Any(one => $"{one}/".StartsWith($"{path}/", StringComparison.Ordinal))
                ? OutsideKind.Directory
                : OutsideKind.Missing
        );
}
