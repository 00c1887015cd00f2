using System.Diagnostics;
using System.Runtime.InteropServices;
using NixNodeModules.Cli;
using NixNodeModules.Copy;
using NixNodeModules.Hash;
using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Report;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Verify;
using NixNodeModules.Workspace;

namespace NixNodeModules;

/// <summary>The command <c>export</c>, stage by stage: look at both ends, scan and resolve to a plan, check the plan, copy, check the result, publish, report.</summary>
internal static class Export
{
    /// <summary>Runs an export and gives the exit code; throws <see cref="Failure"/> with any other.</summary>
    public static ExitCode Run(ExportOptions options)
    {
        Interruption.Listen();
        var times = options.Mtime == TimePolicy.Epoch ? OutputTimes.At(SourceDateEpoch.Read()) : OutputTimes.Preserved;
        using var reportFile = options.Report is { } file ? ReportFile.Open(file) : null;
        using var destination = Destination.Open(options.Place(), options.Replace);
        using var root = Source.Hold(options.Root);
        using var world = options.External == ExternalPolicy.Vendor ? OpenWorld() : null;
        var held = new HeldSource(root, world);
        Nesting.Refuse(root, destination);
        if (reportFile is not null)
        {
            Nesting.RefuseReport(reportFile.Place, destination);
        }

        var source = Source.Read(held, options.Jobs);
        var plan = MakePlan(source, options);
        if (options.ForbidSourcePath && !PathMention.CanTell(plan.Root))
        {
            throw new Failure(
                ExitCode.Usage,
                $"cannot look for the path of the workspace root: it is {plan.Root.Display}, with which every absolute path begins",
                "Install in a directory of its own, or leave --forbid-source-path out."
            );
        }

        Nesting.RefuseWithin(plan.Output, destination);
        Nesting.RefuseAround(plan.Output, held, destination);
        var report = Judge(plan, options);
        var layers =
            options.Layers is not null && report.Result != ExportResult.Refused ? Layering.Of(plan, source.Knowledge) : null;
        if (layers is not null)
        {
            report = report with { Layers = [.. layers.Layers.Select(layer => new LayerReport(layer, Totals.Of(layer.Top)))] };
        }

        if (report.Result == ExportResult.Refused)
        {
            throw Refuse(report, options, reportFile);
        }

        if (options.DryRun)
        {
            reportFile?.Write(stream => JsonReport.Write(stream, report));
            reportFile?.Keep();
        }
        else
        {
            report = Make(
                layers?.Top ?? plan.Output,
                layers?.Contents ?? plan.Contents,
                report,
                held,
                destination,
                options,
                times,
                reportFile
            );
        }

        if (!options.Quiet)
        {
            Output.Write(report, options);
        }

        return ExitCode.Done;
    }

    private static HeldDirectory OpenWorld()
    {
        var path = BytePath.FromText("/");
        return FileSystem.TryHoldUnread(path)
            ?? throw new PosixFailure("cannot open", path, "open", Marshal.GetLastPInvokeError());
    }

    private static ExportPlan MakePlan(Source source, ExportOptions options) =>
        Planner.Make(
            source.Top,
            source.Projects,
            new(options.Mode, options.External, options.Dangling, Focus.Select(source.Projects, options.Focus))
            {
                Choice = options.Choice(),
                ListsLeftOut = options.DryRun,
                Files = new(options.Files == ProjectFiles.Published, options.Include, options.Exclude),
                StateFiles = options.StateFiles,
            },
            source.Outside,
            source.Knowledge
        );

    private static ExportReport Judge(ExportPlan plan, ExportOptions options)
    {
        var findings = plan.Refusals;
        IReadOnlyList<Finding> broken = [];
        if (findings.Count == 0)
        {
            var all = TreeCheck.Links(plan.Output).ToList();
            (findings, broken) = (all.FindAll(finding => !plan.IsAskedFor(finding)), all.FindAll(plan.IsAskedFor));
        }

        return new(
            findings.Count > 0 ? ExportResult.Refused : ExportResult.Planned,
            plan,
            Totals.Of(plan.Output),
            findings,
            broken,
            plan.Warnings()
        )
        {
            Moves = options.Transfer == Transfer.Move,
        };
    }

    private static RefusedSource Refuse(ExportReport report, ExportOptions options, ReportFile? reportFile)
    {
        reportFile?.Write(stream => JsonReport.Write(stream, report));
        KeepOrWarn(reportFile);
        if (options.Format == ReportFormat.Json)
        {
            Output.Write(report, options);
        }

        return new("in the workspace", report.Findings);
    }

    private static ExportReport Make(
        DirectoryNode output,
        IReadOnlyDictionary<Place, byte[]> contents,
        ExportReport report,
        HeldSource source,
        Destination destination,
        ExportOptions options,
        OutputTimes times,
        ReportFile? reportFile
    )
    {
        foreach (var left in StaleStaging.Remove(destination))
        {
            Output.Warn($"{left.Display} may be left of a run that was killed; remove it if no other run is at work");
        }

        using var staging = Staging.Make(destination);
        try
        {
            var clock = Stopwatch.StartNew();
            var progress = new CopyProgress();
            var policy = new TransferPolicy(options.Transfer, report.Plan.Projects.Select(project => project.Directory));
            IReadOnlyList<Finding> differences;
            using (ProgressLine.Start(Progress(options), progress, report.Totals))
            {
                differences = TreeCopier.Copy(output, contents, policy, source, staging.Top, options.Jobs, times, progress);
            }

            var took = clock.Elapsed;
            if (differences.Count > 0)
            {
                throw new RefusedSource("in the finished output", differences);
            }

            report = LookAtBytes(report, staging.Top, options);
            if (report.Layers is { } layers)
            {
                AddedFile.Write(staging.Top, output.Status, LayerReport.ManifestName, LayerReport.Manifest(layers), times);
            }

            Interruption.ThrowIfRequested();
            report = report with { Result = ExportResult.Exported };
            reportFile?.Write(stream => JsonReport.Write(stream, report));
            var warning = staging.Publish();
            Interruption.Ignore();
            if (warning is not null)
            {
                Output.Warn(warning);
            }

            if (
                options.Transfer == Transfer.Move
                && Emptying.Run(output, report.Plan.DroppedStateFiles, source, options.Jobs) is { } left
            )
            {
                Output.Warn(left);
            }

            KeepOrWarn(reportFile);
            if (!options.Quiet)
            {
                Output.SayPace(progress, took, options.Transfer);
            }

            return report;
        }
        catch
        {
            if (staging.Discard() is { } unfinished)
            {
                Output.Warn(unfinished);
            }

            throw;
        }
    }

    private static ProgressDisplay Progress(ExportOptions options) =>
        options is { Quiet: true, Progress: ProgressDisplay.Auto } ? ProgressDisplay.Never : options.Progress;

    // What the run was for has been done or said by then.
    private static void KeepOrWarn(ReportFile? reportFile)
    {
        try
        {
            reportFile?.Keep();
        }
        catch (Failure failure)
        {
            Output.Warn(failure.Message);
        }
    }

    // All of the output is read once more: for its hash, and then for the source's path too, since what names that has no lasting hash.
    private static ExportReport LookAtBytes(ExportReport report, HeldDirectory made, ExportOptions options)
    {
        var isHashed = options.Mtime == TimePolicy.Epoch || options.ExpectHash is not null || options.Layers is not null;
        if (!isHashed && !options.ForbidSourcePath)
        {
            return report;
        }

        var scanner = new Scanner(made, options.Jobs);
        var finished = scanner.Top();
        scanner.ReadAll([finished]);
        if (options.ForbidSourcePath || (isHashed && PathMention.CanTell(report.Plan.Root)))
        {
            report = report with
            {
                SourcePaths =
                [
                    .. SourcePaths(report.Plan, options)
                        .SelectMany(path => SourcePathSearch.Find(finished, made, path.Path, path.What, options.Jobs))
                        .OrderBy(finding => finding.Path),
                ],
            };
            if (options.ForbidSourcePath && report.SourcePaths.Count > 0)
            {
                throw new RefusedSource("in the finished output", report.SourcePaths);
            }
        }

        if (report.Layers is { } layers)
        {
            return report with
            {
                Layers =
                [
                    .. layers.Select(layer => layer with { Hash = NarHash.Of(Layer.In(finished, layer.Layer.Kind), made) }),
                ],
            };
        }

        if (isHashed)
        {
            report = report with { Hash = NarHash.Of(finished, made) };
            RefuseOtherHash(report.Hash, options.ExpectHash);
        }

        return report;
    }

    // The root under both of its names where it was given through a link, and what was vendored: a store by its own path.
    private static IEnumerable<(BytePath Path, string What)> SourcePaths(ExportPlan plan, ExportOptions options)
    {
        yield return (plan.Root, "the workspace root's path");
        var given = BytePath.From(options.Root.Span.TrimEnd((byte)'/'));
        if (given.IsAbsolute && PathMention.CanTell(given) && !plan.Root.Contains(given))
        {
            yield return (given, "the workspace root's path as it was given");
        }

        var stores = plan.Reach.Inclusions.Select(one => one.Place.Directory.Tree.External?.Location).OfType<BytePath>();
        foreach (var store in stores.Select(ExternalTrees.StoreOf).Distinct())
        {
            yield return (store, $"{store.Display}, from where packages were vendored,");
        }
    }

    private static void RefuseOtherHash(string hash, string? expected)
    {
        if (expected is not null && hash != expected)
        {
            throw new Failure(
                ExitCode.Refused,
                $"cannot export the workspace: the output has another hash than expected\n  expected {expected}\n  got      {hash}",
                "Compare the two outputs (diff -r), or pass the new hash if the change is meant."
            );
        }
    }
}
