using NixNodeModules.Dependencies;
using NixNodeModules.Publish;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>What a plan is asked for.</summary>
/// <param name="Mode">What becomes of workspace links.</param>
/// <param name="External">What becomes of links that lead outside the root.</param>
/// <param name="Dangling">What becomes of links that lead nowhere.</param>
/// <param name="Focus">The projects that are wanted, with what their module trees reach; empty for all.</param>
internal sealed record PlanRequest(
    ExportMode Mode,
    ExternalPolicy External,
    DanglingPolicy Dangling,
    IReadOnlyList<Project> Focus
)
{
    /// <summary>Which dependencies count, where only what they reach is wanted; null for all that is installed.</summary>
    public DependencyChoice? Choice { get; init; }

    /// <summary>Whether to find out what is left out of what is installed; that takes reading all of it.</summary>
    public bool ListsLeftOut { get; init; }

    /// <summary>Which files of the workspace's packages go out; null for all.</summary>
    public FileRules? Files { get; init; }

    /// <summary>What becomes of package managers' state files.</summary>
    public StateFilePolicy StateFiles { get; init; }

    /// <summary>Whether state files are left out: never from a tree that is asked for as it is.</summary>
    public bool DropsStateFiles => IsStrict && StateFiles == StateFilePolicy.Drop;

    /// <summary>
    /// Whether packages of the installation are missing in the output, or stand elsewhere, so that a lockfile of all that was installed
    /// would be wrong.
    /// </summary>
    public bool ChangesPackageSet => Choice is not null || Mode is ExportMode.StripWorkspace or ExportMode.InlineWorkspace;

    /// <summary>Whether links are brought in order and checked, and not left as they are.</summary>
    public bool IsStrict => Mode != ExportMode.AllowBroken;

    /// <summary>Whether what lies outside the root and links lead to comes into the output.</summary>
    public bool Vendors => External == ExternalPolicy.Vendor && BringsWorkspace;

    /// <summary>Whether what workspace links need comes into the output.</summary>
    public bool BringsWorkspace => Mode is ExportMode.MaterializeWorkspace or ExportMode.InlineWorkspace;
}
