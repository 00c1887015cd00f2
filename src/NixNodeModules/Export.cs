using System.Diagnostics;
using NixNodeModules.Cli;
using NixNodeModules.Copy;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Report;
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
        using var signals = Interruption.Listen();
        using var reportFile = options.Report is { } file ? ReportFile.Open(file) : null;
        using var destination = Destination.Open(options.Out, options.Replace);
        using var root = Source.Hold(options.Root);
        Nesting.Refuse(root, destination);
        if (reportFile is not null)
        {
            Nesting.RefuseReport(reportFile.Place, destination);
        }

        var plan = MakePlan(Source.Read(root, options.Jobs), options);
        Nesting.RefuseWithin(plan.Output, destination);
        var report = Judge(plan, options);
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
            report = Make(plan, report, root, destination, options, reportFile);
        }

        if (!options.Quiet)
        {
            Output.Write(report, options);
        }

        return ExitCode.Done;
    }

    private static ExportPlan MakePlan(Source source, ExportOptions options) =>
        Planner.Make(
            source.Top,
            source.Projects,
            new(options.Mode, options.External, options.Dangling, Focus.Select(source.Projects, options.Focus))
            {
                Choice = options.Choice(),
                Files = new(options.Files == ProjectFiles.Published, options.Include, options.Exclude),
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
        );
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
        ExportPlan plan,
        ExportReport report,
        HeldDirectory root,
        Destination destination,
        ExportOptions options,
        ReportFile? reportFile
    )
    {
        using var staging = Staging.Make(destination);
        try
        {
            var clock = Stopwatch.StartNew();
            var progress = new CopyProgress();
            IReadOnlyCollection<DirectoryNode> closed;
            using (ProgressLine.Start(Progress(options), progress, report.Totals))
            {
                closed = TreeCopier.Copy(plan.Output, plan.Contents, root, staging.Top, options.Jobs, progress);
            }

            var took = clock.Elapsed;
            CheckFinished(plan, staging.Top, options.Jobs);
            TreeCopier.Close(closed, staging.Top);
            Interruption.ThrowIfRequested();
            report = report with { Result = ExportResult.Exported };
            reportFile?.Write(stream => JsonReport.Write(stream, report));
            if (staging.Publish() is { } warning)
            {
                Output.Warn(warning);
            }

            KeepOrWarn(reportFile);
            if (!options.Quiet)
            {
                Output.SayPace(progress, took);
            }

            return report;
        }
        catch
        {
            if (staging.Discard() is { } left)
            {
                Output.Warn(left);
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

    private static void CheckFinished(ExportPlan plan, HeldDirectory made, int jobs)
    {
        var scanner = new Scanner(made, jobs);
        var finished = scanner.Top();
        scanner.ReadAll([finished]);
        if (Comparison.Differences(plan.Output, finished).ToList() is { Count: > 0 } differences)
        {
            throw new RefusedSource("in the finished output", differences);
        }
    }
}
