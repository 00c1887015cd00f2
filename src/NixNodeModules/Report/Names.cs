using NixNodeModules.Dependencies;
using NixNodeModules.Plan;
using NixNodeModules.Verify;

namespace NixNodeModules.Report;

/// <summary>The words of the contract for the values of the plan, as options take them and reports write them.</summary>
internal static class Names
{
    public static string Of(ExportMode mode) =>
        mode switch
        {
            ExportMode.MaterializeWorkspace => "materialize-workspace",
            ExportMode.InlineWorkspace => "inline-workspace",
            ExportMode.StripWorkspace => "strip-workspace",
            _ => "allow-broken",
        };

    public static string Of(ExternalPolicy policy) =>
        policy switch
        {
            ExternalPolicy.Refuse => "refuse",
            ExternalPolicy.Vendor => "vendor",
            _ => "keep",
        };

    public static string Of(DanglingPolicy policy) =>
        policy switch
        {
            DanglingPolicy.Refuse => "refuse",
            DanglingPolicy.Drop => "drop",
            _ => "keep",
        };

    public static string Of(StateFilePolicy policy) => policy == StateFilePolicy.Drop ? "drop" : "keep";

    public static string Of(DependencyKind kind) =>
        kind switch
        {
            DependencyKind.Production => "dependencies",
            DependencyKind.Optional => "optionalDependencies",
            DependencyKind.Peer => "peerDependencies",
            DependencyKind.OptionalPeer => "peerDependencies (optional)",
            DependencyKind.Development => "devDependencies",
            DependencyKind.Linked => "linked beside it",
            _ => "kept",
        };

    /// <summary>All kinds of links, in their order.</summary>
    public static IReadOnlyList<LinkKind> LinkKinds { get; } =
    [LinkKind.Internal, LinkKind.Workspace, LinkKind.External, LinkKind.Dangling, LinkKind.Looping];

    public static string Of(LinkKind kind) =>
        kind switch
        {
            LinkKind.Internal => "internal",
            LinkKind.Workspace => "workspace",
            LinkKind.External => "external",
            LinkKind.Dangling => "dangling",
            _ => "looping",
        };

    public static string Of(InclusionKind kind) =>
        kind switch
        {
            InclusionKind.ModuleTree => "module-tree",
            InclusionKind.Focus => "focus",
            InclusionKind.Directory => "directory",
            InclusionKind.RootFiles => "root-files",
            InclusionKind.File => "file",
            InclusionKind.External => "external",
            _ => "crossed-link",
        };

    public static string Of(ExportResult result) =>
        result switch
        {
            ExportResult.Exported => "exported",
            ExportResult.Planned => "planned",
            _ => "refused",
        };

    public static string Of(LeftOutReason reason) =>
        reason switch
        {
            LeftOutReason.Omitted => "omitted",
            LeftOutReason.Development => "development",
            LeftOutReason.OtherProjects => "other-projects",
            _ => "undeclared",
        };

    public static string Of(FindingKind kind) =>
        kind switch
        {
            FindingKind.Dangling => "dangling",
            FindingKind.Reflexive => "reflexive",
            FindingKind.Looping => "looping",
            FindingKind.Escaping => "escaping",
            FindingKind.Absolute => "absolute",
            FindingKind.Skeleton => "skeleton",
            FindingKind.SourcePath => "source-path",
            FindingKind.Special => "special",
            FindingKind.Missing => "missing",
            FindingKind.Unreadable => "unreadable",
            FindingKind.Foreign => "foreign",
            FindingKind.Forbidden => "forbidden",
            _ => "unplanned",
        };
}
