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

    /// <summary>Which files of the workspace's packages go out; null for all.</summary>
    public FileRules? Files { get; init; }

    /// <summary>Whether links are brought in order and checked, and not left as they are.</summary>
    public bool IsStrict => Mode != ExportMode.AllowBroken;

    /// <summary>Whether what lies outside the root and links lead to comes into the output.</summary>
    public bool Vendors => External == ExternalPolicy.Vendor && BringsWorkspace;

    /// <summary>Whether what workspace links need comes into the output.</summary>
    public bool BringsWorkspace => Mode is ExportMode.MaterializeWorkspace or ExportMode.InlineWorkspace;
}
