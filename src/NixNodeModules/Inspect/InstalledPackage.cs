using NixNodeModules.Dependencies;
using NixNodeModules.Paths;

namespace NixNodeModules.Inspect;

/// <summary>A package of the workspace or of its module trees, and what it has to do with others.</summary>
internal sealed class InstalledPackage(Package package)
{
    /// <summary>What no project leads to.</summary>
    public const int Never = int.MaxValue;

    private int distance = Never;
    private int productionDistance = Never;

    /// <summary>The package itself.</summary>
    public Package Package { get; } = package;

    /// <summary>What it depends on, as found, by name.</summary>
    public List<Dependence> Needs { get; } = [];

    /// <summary>What depends on it, nearest to a project first.</summary>
    public List<Dependence> NeededBy { get; } = [];

    /// <summary>Where it lies, relative to the root.</summary>
    public BytePath Path { get; } = package.Directory.Path;

    /// <summary>Its place among all packages, by path.</summary>
    public int Number { get; set; }

    /// <summary>Files that belong to it and not to a package inside it; counted only where sizes are asked for.</summary>
    public long Files { get; set; }

    /// <summary>What those hold, in bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Whether a project leads to it; else it is there without anybody's asking.</summary>
    public bool IsReached => distance != Never;

    /// <summary>Whether a project leads to it without development dependencies.</summary>
    public bool IsForProduction => productionDistance != Never;

    /// <summary>Its name and version, for people.</summary>
    public string Title => Package.Identity;

    /// <summary>How many dependencies lie between it and the nearest project; <see cref="Never"/> where none leads to it.</summary>
    public int Distance(bool isProduction) => isProduction ? productionDistance : distance;

    /// <summary>Sets the distance.</summary>
    public void SetDistance(bool isProduction, int value)
    {
        if (isProduction)
        {
            productionDistance = value;
        }
        else
        {
            distance = value;
        }
    }
}

/// <summary>That a package depends on another that is there.</summary>
/// <param name="By">The package that depends.</param>
/// <param name="On">What it depends on.</param>
/// <param name="Edge">As what, and how that was found.</param>
internal sealed record Dependence(InstalledPackage By, InstalledPackage On, Edge Edge)
{
    /// <summary>Where Node finds it: the entry of a node_modules, relative to the root.</summary>
    public BytePath Entry => Edge.Holder!.Path.Join(Plan.ModuleTree.Name).Join(Edge.Dependency.Name.Span);

    /// <summary>Whether it counts for production.</summary>
    public bool IsForProduction => Edge.Dependency.Kind != DependencyKind.Development;
}
