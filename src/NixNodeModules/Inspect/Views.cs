using NixNodeModules.Dependencies;
using NixNodeModules.Plan;
using NixNodeModules.Scan;
using NixNodeModules.Verify;

namespace NixNodeModules.Inspect;

/// <summary>A project with its module tree.</summary>
internal sealed class ProjectView(InstalledPackage package)
{
    /// <summary>The project; its size is that of its own files.</summary>
    public InstalledPackage Package { get; } = package;

    /// <summary>What its node_modules holds; null where it has none.</summary>
    public Totals? Tree { get; set; }

    /// <summary>What the links of its node_modules and its own are, counted by <see cref="LinkKind"/>.</summary>
    public int[] LinkKinds { get; } = new int[5];

    /// <summary>The projects that it depends on or links to, by path.</summary>
    public List<ProjectLink> Links { get; } = [];

    /// <summary>What leads to a project; made on first use.</summary>
    public ProjectLink LinkTo(InstalledPackage on)
    {
        var link = Links.Find(one => one.On == on);
        if (link is null)
        {
            link = new(on);
            Links.Add(link);
        }

        return link;
    }
}

/// <summary>That a project has to do with another.</summary>
internal sealed class ProjectLink(InstalledPackage on)
{
    /// <summary>The other.</summary>
    public InstalledPackage On { get; } = on;

    /// <summary>As what it is declared; null where nothing is but a link.</summary>
    public DependencyKind? Kind { get; set; }

    /// <summary>How many links lead there.</summary>
    public int Links { get; set; }
}

/// <summary>What an export in a mode would be.</summary>
/// <param name="mode">The mode.</param>
/// <param name="refusals">Why it is refused.</param>
/// <param name="dropped">How many links it leaves out.</param>
internal sealed class ModeView(ExportMode mode, IReadOnlyList<Finding> refusals, int dropped)
{
    /// <summary>The mode.</summary>
    public ExportMode Mode { get; } = mode;

    /// <summary>Why it is refused with the other options at their defaults.</summary>
    public IReadOnlyList<Finding> Refusals { get; } = refusals;

    /// <summary>Why there cannot even be a plan; null where there is one.</summary>
    public string? Impossible { get; init; }

    /// <summary>How many links it leaves out.</summary>
    public int Dropped { get; } = dropped;

    /// <summary>What the output holds.</summary>
    public Totals Holds { get; init; }

    /// <summary>The projects that it brings with their files.</summary>
    public List<InstalledPackage> Brings { get; } = [];

    /// <summary>The projects that links lead to and that are not there, by path.</summary>
    public List<InstalledPackage> Loses { get; } = [];

    /// <summary>How many links of the output lead nowhere or outside.</summary>
    public int Broken { get; set; }
}
