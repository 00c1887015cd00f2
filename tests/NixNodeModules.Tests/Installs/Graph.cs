using System.Globalization;
using System.Text.Json;
using NixNodeModules.Dependencies;

namespace NixNodeModules.Tests.Installs;

/// <summary>Packages, projects and what they need, as a package manager would know them.</summary>
internal sealed class Graph
{
    public static readonly Dictionary<string, string> ProjectNames = new()
    {
        [""] = "root",
        ["p/a"] = "pa",
        ["p/b"] = "@w/pb",
        ["p/a/c"] = "pc",
        ["q"] = "q",
    };

    private readonly ILookup<string, Need> needs;

    public Graph(IEnumerable<Need> wanted, IReadOnlyCollection<string> projects, bool isIsolated)
    {
        Projects = projects;
        var all = wanted.Where(need => IsPossible(need, isIsolated)).ToList();
        needs = all.GroupBy(need => (need.From, need.Name))
            .SelectMany(same => Consistent([.. same]))
            .Distinct()
            .ToLookup(need => need.From);
    }

    public IReadOnlyCollection<string> Projects { get; }

    public IEnumerable<Need> Of(string package) => needs[package];

    public bool IsProject(string package) => Projects.Contains(package);

    public static string NameOf(string package) =>
        ProjectNames.TryGetValue(package, out var name) ? name : package[..package.LastIndexOf('@')];

    public string Manifest(string package)
    {
        var lists = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = NameOf(package),
            ["version"] = IsProject(package) ? "1" : package[(package.LastIndexOf('@') + 1)..],
        };
        foreach (var (list, kinds) in Lists)
        {
            var names = Of(package).Where(need => kinds.Contains(need.Kind)).Select(need => need.Name).Distinct().ToList();
            if (names.Count > 0)
            {
                lists[list] = names.ToDictionary(name => name, _ => "*");
            }
        }

        lists["peerDependenciesMeta"] = Of(package)
            .Where(need => need.Kind == DependencyKind.OptionalPeer)
            .ToDictionary(need => need.Name, _ => new Dictionary<string, bool> { ["optional"] = true });
        lists["bundleDependencies"] = Of(package).Where(need => need.IsBundled).Select(need => need.Name).Distinct().ToList();
        return JsonSerializer.Serialize(lists);
    }

    public override string ToString() =>
        string.Join('\n', needs.SelectMany(of => of).Select(need => string.Create(CultureInfo.InvariantCulture, $"  {need}")));

    private static readonly (string List, DependencyKind[] Kinds)[] Lists =
    [
        ("dependencies", [DependencyKind.Production]),
        ("optionalDependencies", [DependencyKind.Optional]),
        ("peerDependencies", [DependencyKind.Peer, DependencyKind.OptionalPeer]),
        ("devDependencies", [DependencyKind.Development]),
    ];

    private bool IsPossible(Need need, bool isIsolated)
    {
        var isProject = IsProject(need.From);
        var exists = need.To.Length == 0 || need.To.Contains('@') || IsProject(Project(need.To));
        var isBundledItself = need.From.EndsWith("@9", StringComparison.Ordinal);
        return exists
            && (isProject || need.From.Contains('@'))
            && Project(need.To) != need.From
            && !(need.From.Length == 0 && ProjectNames.Any(one => one.Value == need.Name && one.Key != Project(need.To)))
            && !(need.IsBundled && (isProject || isBundledItself || need.Kind != DependencyKind.Production))
            && !(isBundledItself && need.To.Length > 0)
            && !(need.Kind == DependencyKind.Linked && (isProject || !isIsolated || need.To.Length == 0))
            && !(need.Kind == DependencyKind.Development && !isProject && need.To.Length > 0)
            && !(need.Kind == DependencyKind.Production && need.To.Length == 0)
            && !(need.Kind == DependencyKind.Development && isProject && need.To.Length == 0);
    }

    /// <summary>The path of the project that a target means; <c>.</c> is the root, since the empty text stands for none.</summary>
    public static string Project(string target) =>
        target == "." ? ""
        : target.Length == 0 ? "-"
        : target;

    // One name leads a package to one place, and what npm makes of a name in several lists is told here.
    private static IEnumerable<Need> Consistent(List<Need> same)
    {
        var to = same.Select(need => need.To).FirstOrDefault(target => target.Length > 0) ?? "";
        var kinds = same.Select(need => need.Kind).ToHashSet();
        if (kinds.Contains(DependencyKind.Optional))
        {
            kinds.Remove(DependencyKind.Production);
        }

        if (kinds.Contains(DependencyKind.OptionalPeer))
        {
            kinds.Remove(DependencyKind.Peer);
        }

        if (to.EndsWith("@9", StringComparison.Ordinal))
        {
            kinds.Clear();
            kinds.Add(DependencyKind.Production);
        }

        return kinds.Select(kind => new Need(same[0].From, same[0].Name, to, kind));
    }
}
