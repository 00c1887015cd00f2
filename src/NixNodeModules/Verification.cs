using System.Runtime.InteropServices;
using NixNodeModules.Cli;
using NixNodeModules.Dependencies;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Report;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Verify;
using NixNodeModules.Workspace;

namespace NixNodeModules;

/// <summary>The command <c>verify</c>: scan the tree, follow its links, search its files, ask its packages what they need, report.</summary>
internal static class Verification
{
    /// <summary>Checks a tree and gives the exit code; throws <see cref="Failure"/> with any other than 0.</summary>
    public static ExitCode Run(VerifyOptions options)
    {
        Interruption.Listen();
        using var reportFile = options.Report is { } file ? ReportFile.Open(file) : null;
        using var held = Open(options.Tree);
        var report = Check(held, options);
        reportFile?.Write(report.WriteJson);
        reportFile?.Keep();
        if (report.Dependencies is { Packages: 0 })
        {
            Output.Warn($"no package was found in {options.Tree.Display} to ask; give the directory with the package.json.");
        }

        if (report.Findings.Count > 0 || !options.Quiet)
        {
            Output.Write(report, options);
        }

        return report.Findings.Count == 0 ? ExitCode.Done : throw Failed(report);
    }

    private static VerifyReport Check(HeldDirectory held, VerifyOptions options)
    {
        // Sizes are for the JSON report; whether a manifest is still the one that was listed can be told by its metadata alone.
        var needsMetadata = options.Format == VerifyFormat.Json || options.Report is not null || options.Dependencies;
        var scanner = new Scanner(held, options.Jobs, kindsOnly: !needsMetadata);
        var top = scanner.Top();
        scanner.ReadAll([top]);
        var outside = new Outside(
            FileSystem.TryRealPath(held.Path)
                ?? throw new PosixFailure("cannot find the path of", held.Path, "realpath", Marshal.GetLastPInvokeError())
        );
        var findings = new LinkCheck(top, outside, OutsideReader.LookUp, Physical(options.Allow)).Findings().ToList();
        findings.AddRange(ForbiddenText.Search(top, held, options.Forbid, options.Jobs));
        var dependencies = options.Dependencies ? CheckDependencies(top, held, scanner, outside, options.Optional) : null;
        findings.AddRange(dependencies?.Findings ?? []);
        findings.Sort(ByPlace);
        return new(options.Tree, Totals.Of(top), dependencies, findings);
    }

    private static DependencyCheck CheckDependencies(
        DirectoryNode top,
        HeldDirectory held,
        Scanner scanner,
        Outside outside,
        IReadOnlyList<string> optional
    )
    {
        if (outside.Root.Name.SequenceEqual(ModuleTree.Name))
        {
            throw new Failure(
                ExitCode.Usage,
                $"cannot look for dependencies in {held.Path.Display}: it is a node_modules itself, and Node finds packages from the directory that holds it",
                $"Verify that directory: {held.Path.Join(".."u8).Display}"
            );
        }

        var knowledge = new SourceKnowledge(new(held), scanner, outside);
        var follower = new Follower(new(top, outside), knowledge);
        var plain = new PackageGraph([], follower, knowledge) { IsLenient = true };
        var discovery = new Discovery(held, scanner)
        {
            Leniency = new(
                Warn,
                (directory, failure) =>
                {
                    // One that says nothing at all becomes a finding.
                    var manifest = plain.At(directory).Manifest;
                    if (!plain.Unreadable.ContainsKey(directory))
                    {
                        Warn(failure);
                    }

                    return manifest;
                }
            ),
        };
        return DependencyCheck.Of(
            top,
            discovery.FindProjects,
            plain,
            follower,
            knowledge,
            [.. optional.Select(BytePath.FromText)]
        );
    }

    private static void Warn(Failure failure) =>
        Output.Warn($"{failure.Message}; projects that only it names are not asked. {failure.Next}");

    private static int ByPlace(Finding one, Finding other) =>
        one.Path.CompareTo(other.Path) is var paths and not 0 ? paths
        : one.Kind != other.Kind ? (int)one.Kind - (int)other.Kind
        : (one.Offset ?? 0).CompareTo(other.Offset ?? 0) is var offsets and not 0 ? offsets
        : one.Needed is { } needed && other.Needed is { } also && needed.Name.CompareTo(also.Name) is var names and not 0 ? names
        : string.CompareOrdinal(one.Reason, other.Reason);

    // As given and as the kernel has it: what links lead to is told by its physical path.
    private static List<BytePath> Physical(IReadOnlyList<BytePath> prefixes)
    {
        var all = new List<BytePath>(prefixes);
        foreach (var prefix in prefixes)
        {
            if (FileSystem.TryRealPath(prefix) is { } physical)
            {
                all.Add(physical);
            }
        }

        return all;
    }

    private static HeldDirectory Open(BytePath tree) =>
        FileSystem.TryHold(tree)
        ?? throw (
            Marshal.GetLastPInvokeError() switch
            {
                Errno.ENOENT => NoTree(tree, "there is no such directory"),
                Errno.ENOTDIR => NoTree(tree, "it is not a directory"),
                var errno => new PosixFailure("cannot open the tree", tree, "open", errno),
            }
        );

    private static Failure NoTree(BytePath tree, string why) =>
        new(ExitCode.Usage, $"cannot verify {tree.Display}: {why}", "Give the directory that holds the tree.");

    private static Failure Failed(VerifyReport report)
    {
        var kinds = report
            .Findings.GroupBy(one => Names.Of(one.Kind), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {group.Key}");
        return new(
            ExitCode.Refused,
            $"{report.Tree.Display} is not self-contained: {string.Join(", ", kinds)}",
            report.Findings.Select(one => one.Advice?.Cure).OfType<string>().Distinct(StringComparer.Ordinal).ToList()
                is [var cure]
                ? cure
                : "Mend what the report on standard output lists, each with its cause and cure, and verify again."
        );
    }
}
