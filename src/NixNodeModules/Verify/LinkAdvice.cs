using NixNodeModules.Paths;
using NixNodeModules.Plan;
using NixNodeModules.Resolve;

namespace NixNodeModules.Verify;

/// <summary>What has probably made a link bad, told by where it stands and where its text leads.</summary>
internal static class LinkAdvice
{
    private static readonly Advice LeftBehind = new(
        "a workspace link whose target was left behind: node_modules was copied without the package",
        "Make the tree by nix-node-modules export with --mode materialize-workspace, which brings what links need, or inline-workspace, for which node_modules alone is enough."
    );

    private static readonly Advice NotInstalled = new(
        "the package was removed or never installed, as optional and development dependencies are",
        "Install again; or export with --dangling drop, which leaves such links out."
    );

    private static readonly Advice NoProgram = new(
        "the program's package is not in the tree, or the program has not been built",
        "Install and build again; or export with --dangling drop, which leaves such links out."
    );

    private static readonly Advice NotBuilt = new(
        "what it names was left out or has not been built",
        "Bring or build what the link names before the tree is made, or remove the link."
    );

    private static readonly Advice OfAnotherPlace = new(
        "it names a place of the machine that it was made on",
        "Make the link relative; nix-node-modules export does that to links that lead inside the workspace root."
    );

    private static readonly Advice CutTooLow = new(
        "a link to a package beside or above this directory: the tree was cut below the workspace root",
        "Make the tree by nix-node-modules export with the workspace's own root as --root."
    );

    private static readonly Advice NotBrought = new(
        "what it needs was not copied into the tree",
        "Bring what it leads to, or remove the link; --allow PREFIX lets links lead below a place outside."
    );

    private static readonly Advice GlobalStore = new(
        "a package of pnpm's global virtual store",
        "Make the tree by nix-node-modules export --external vendor, or install with enableGlobalVirtualStore: false."
    );

    private static readonly Advice Circle = new(
        "links that were made or renamed by hand or by a script",
        "Remove the link, and install again."
    );

    private static readonly Advice OnlyModules = new(
        "only its node_modules was exported",
        "Export with --mode materialize-workspace, which brings the package itself."
    );

    /// <summary>The advice for a finding of a kind; null where there is none to give.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="path">Where the link stands.</param>
    /// <param name="text">Its text.</param>
    /// <param name="resolution">Where it leads.</param>
    public static Advice? Of(FindingKind kind, BytePath path, BytePath text, Resolution resolution) =>
        kind switch
        {
            FindingKind.Dangling => OfDangling(path, text, resolution),
            FindingKind.Reflexive or FindingKind.Looping => Circle,
            FindingKind.Absolute => OfAnotherPlace,
            FindingKind.Escaping => OfEscaping(path, resolution),
            FindingKind.Skeleton => OnlyModules,
            _ => null,
        };

    private static Advice OfDangling(BytePath path, BytePath text, Resolution resolution)
    {
        if (text.IsAbsolute)
        {
            return OfAnotherPlace;
        }

        var isInModules = Holds(path.Parent, ModuleTree.Name);
        if (resolution.LeavesTree || path.Parent.Resolve(text) is not { } target)
        {
            return isInModules ? CutTooLow : NotBrought;
        }

        if (!isInModules)
        {
            return NotBuilt;
        }

        return path.Parent.Name.SequenceEqual(Plan.Bins.Name) ? NoProgram
            : Holds(target, ModuleTree.Name) ? NotInstalled
            : LeftBehind;
    }

    private static Advice OfEscaping(BytePath path, Resolution resolution) =>
        resolution.OutsidePath is { } target && Holds(target, "links"u8) && Holds(target, ModuleTree.Name) ? GlobalStore
        : Holds(path.Parent, ModuleTree.Name) ? CutTooLow
        : NotBrought;

    private static bool Holds(BytePath path, ReadOnlySpan<byte> component)
    {
        foreach (var part in path.Span.Split((byte)'/'))
        {
            if (path.Span[part].SequenceEqual(component))
            {
                return true;
            }
        }

        return false;
    }
}
