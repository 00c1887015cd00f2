using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Publish;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Verify;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>A link that has another text in the output.</summary>
internal sealed record RewrittenLink(SourceLink Link, BytePath Text);

/// <summary>A state file, or a directory of them, that is left out.</summary>
/// <param name="Path">Where it is in the source.</param>
/// <param name="Rule">What it is and why it is left out.</param>
internal sealed record DroppedStateFile(BytePath Path, StateFile Rule);

/// <summary>What an export will make, decided in full before anything is written.</summary>
internal sealed class ExportPlan
{
    private readonly PlanRequest request;
    private readonly OutputTree output;
    private readonly Dictionary<Place, byte[]> contents = [];
    private readonly HashSet<BytePath> keptOnRequest = [];

    /// <summary>Takes together what was decided.</summary>
    public ExportPlan(
        PlanRequest request,
        OutputTree output,
        IReadOnlyList<Project> projects,
        Reach reach,
        Changes changes,
        IReadOnlyList<Finding> refusals
    )
    {
        this.request = request;
        this.output = output;
        Projects = projects;
        Reach = reach;
        Refusals = refusals;
        Dropped = [.. changes.Dropped.Values.OrderBy(link => link.Path)];
        var stateFiles = new List<DroppedStateFile>();
        foreach (var (place, rule) in changes.StateFiles)
        {
            stateFiles.Add(new(place.Path, rule));
        }

        DroppedStateFiles = [.. stateFiles.OrderBy(one => one.Path)];
        Rewritten =
        [
            .. reach
                .Links.Where(link => changes.Texts.ContainsKey(link.Place) && !changes.Dropped.ContainsKey(link.Place))
                .OrderBy(link => link.Path)
                .Select(link => new RewrittenLink(link, changes.Texts[link.Place])),
        ];
        foreach (var (source, rewritten) in changes.Contents)
        {
            contents.Add(output.PlaceOf(source)!.Value, rewritten);
        }

        foreach (var link in reach.Links.Where(IsKeptOnRequest))
        {
            if (output.PlaceOf(link.Place) is { } place)
            {
                keptOnRequest.Add(place.Path);
            }
        }
    }

    /// <summary>The workspace root's physical path.</summary>
    public required BytePath Root { get; init; }

    /// <summary>What becomes of workspace links.</summary>
    public ExportMode Mode => request.Mode;

    /// <summary>The tree to make; each directory knows its source.</summary>
    public DirectoryNode Output => output.Top;

    /// <summary>The projects in focus; empty where all are wanted.</summary>
    public IReadOnlyList<Project> Focus => request.Focus;

    /// <summary>The workspace's projects, sorted by path.</summary>
    public IReadOnlyList<Project> Projects { get; }

    /// <summary>What is in, and why.</summary>
    public Reach Reach { get; }

    /// <summary>Links of the source that are left out, sorted by path.</summary>
    public IReadOnlyList<SourceLink> Dropped { get; }

    /// <summary>State files of the source that are left out, sorted by path.</summary>
    public IReadOnlyList<DroppedStateFile> DroppedStateFiles { get; }

    /// <summary>Links that have another text than in the source, sorted by path in the source.</summary>
    public IReadOnlyList<RewrittenLink> Rewritten { get; }

    /// <summary>The installed packages that are not in, sorted by path; null where nobody asked, or where nothing is left out.</summary>
    public IReadOnlyList<LeftOutPackage>? LeftOut { get; init; }

    /// <summary>Why the source is refused; nothing is written where there is anything.</summary>
    public IReadOnlyList<Finding> Refusals { get; }

    /// <summary>What those files of the output hold that are not as in the source.</summary>
    public IReadOnlyDictionary<Place, byte[]> Contents => contents;

    /// <summary>The paths in the output of the files that <see cref="Contents"/> has, sorted.</summary>
    public IReadOnlyList<BytePath> Rewrites()
    {
        var paths = new List<BytePath>();
        foreach (var place in contents.Keys)
        {
            paths.Add(place.Path);
        }

        paths.Sort();
        return paths;
    }

    /// <summary>The path at which a directory of the source stands in the output; null where it does not.</summary>
    public BytePath? OutputPath(Inclusion inclusion) => output.PlaceOf(inclusion.Place)?.Path;

    /// <summary>How many links of each kind the output holds.</summary>
    public SortedDictionary<LinkKind, int> LinkCounts()
    {
        var counts = new SortedDictionary<LinkKind, int>();
        foreach (var link in Reach.Links)
        {
            if (output.PlaceOf(link.Place) is not null)
            {
                counts[link.Kind] = counts.GetValueOrDefault(link.Kind) + 1;
            }
        }

        return counts;
    }

    /// <summary>Whether something that is wrong with the output was asked for by an option.</summary>
    public bool IsAskedFor(Finding finding) => !request.IsStrict || keptOnRequest.Contains(finding.Path);

    /// <summary>What somebody should know of the plan, in whole sentences.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var warnings = new List<string>();
        if (Mode == ExportMode.StripWorkspace && Dropped.Count(link => link.Kind == LinkKind.External) is var external and > 0)
        {
            warnings.Add(
                $"{external} of the links that were left out led outside the workspace root; if they are packages of pnpm's global virtual store, "
                    + "install with enableGlobalVirtualStore: false."
            );
        }

        foreach (var isVendored in (bool[])[false, true])
        {
            var secret = Secret(isVendored);
            if (secret.Count > 0)
            {
                var more = secret.Count > 5 ? $" and {secret.Count - 5} more" : "";
                var cure = isVendored ? "take them out of the packages outside the workspace" : "--exclude leaves them behind";
                warnings.Add(
                    $"files that may hold secrets go out: {string.Join(", ", secret.Take(5).Select(path => path.Display))}{more}; {cure}."
                );
            }
        }

        warnings.AddRange(
            (Reach.Pruning?.Missing ?? []).Where(missing => !missing.IsDispensable).Select(missing => $"{missing}.")
        );
        return warnings;
    }

    // Of the workspace's own packages: what was installed is public.
    private List<BytePath> Secret(bool isVendored)
    {
        var secret = new List<BytePath>();
        foreach (var directory in TreeWalk.Directories(Output))
        {
            for (var i = 0; i < directory.Listing!.Count && directory.Source!.Tree.External is null != isVendored; i++)
            {
                var name = directory.Listing.Name(i);
                if (
                    name[0] == (byte)'.'
                    && directory.Listing[i].Kind != FileKind.Directory
                    && Secrets.IsName(name)
                    && !ModuleTree.Holds(new(directory.Source!, 0))
                )
                {
                    secret.Add(directory.PathOf(i));
                }
            }
        }

        return secret;
    }

    private bool IsKeptOnRequest(SourceLink link) =>
        link.Kind switch
        {
            LinkKind.External => request.External == ExternalPolicy.Keep,
            LinkKind.Dangling or LinkKind.Looping => request.Dangling == DanglingPolicy.Keep,
            _ => false,
        };
}
