using NixNodeModules.Posix;
using NixNodeModules.Tests.Trees;

namespace NixNodeModules.Tests.Installs;

/// <summary>A program in a .bin: where it stands, and the place of the package that it starts.</summary>
internal sealed record Program(string Path, string Package);

/// <summary>A graph laid out as a tree by the rules of a linker.</summary>
internal sealed class Install
{
    private readonly Graph graph;
    private readonly Linker linker;
    private readonly Dictionary<string, TreeLine> lines = [];
    private readonly Dictionary<string, string> packageAt = [];
    private readonly Dictionary<(string Level, string Name), string> placed = [];
    private readonly Dictionary<(string From, string Name), string> resolvedAt = [];

    public Install(Graph graph, Linker linker, bool hoistsLast, IReadOnlyCollection<string> publiclyHoisted)
    {
        this.graph = graph;
        this.linker = linker;
        File("node_modules/.state", "");
        foreach (var project in graph.Projects)
        {
            AddPackage(project, project);
        }

        if (IsIsolated(linker))
        {
            Isolate(hoistsLast, publiclyHoisted);
        }
        else
        {
            Hoist();
        }

        Tree = new(lines.Values);
    }

    public static bool IsIsolated(Linker linker) => linker is Linker.PnpmIsolated or Linker.BunIsolated;

    /// <summary>All entries, directories on the way too.</summary>
    public TreeText Tree { get; }

    /// <summary>The packages by their physical places; projects among them.</summary>
    public IReadOnlyDictionary<string, string> PackageAt => packageAt;

    /// <summary>What stands in the .bin directories.</summary>
    public List<Program> Programs { get; } = [];

    private bool HasShims => linker is Linker.PnpmIsolated or Linker.PnpmHoisted;

    private string Store => linker == Linker.PnpmIsolated ? "node_modules/.pnpm" : "node_modules/.bun";

    private void Isolate(bool hoistsLast, IReadOnlyCollection<string> publiclyHoisted)
    {
        var installed = Installed();
        foreach (var package in installed)
        {
            AddPackage(PlaceInStore(package), package);
        }

        foreach (var package in graph.Projects.Concat(installed))
        {
            var place = graph.IsProject(package) ? package : PlaceInStore(package);
            var beside = graph.IsProject(package) ? Join(place, "node_modules") : TreeAround(place, package);
            foreach (
                var need in graph.Of(package).Where(need => need.To.Length > 0 && !need.IsBundled).DistinctBy(need => need.Name)
            )
            {
                var target = PlaceOf(need.To);

                // A package cannot stand beside itself under the same name.
                var tree = !graph.IsProject(package) && need.Name == Graph.NameOf(package) ? Join(place, "node_modules") : beside;
                Link($"{tree}/{need.Name}", target);
                AddProgram(HasShims ? Join(place, "node_modules") : tree, need.Name, target);
            }
        }

        var order = hoistsLast ? installed.AsEnumerable().Reverse() : installed;
        foreach (var package in order.DistinctBy(Graph.NameOf))
        {
            Link($"{Store}/node_modules/{Graph.NameOf(package)}", PlaceInStore(package));
            AddProgram($"{Store}/node_modules", Graph.NameOf(package), PlaceInStore(package));
            if (publiclyHoisted.Contains(Graph.NameOf(package)))
            {
                Link($"node_modules/{Graph.NameOf(package)}", PlaceInStore(package));
            }
        }

        foreach (var project in graph.Projects.Where(project => project.Length > 0 && linker == Linker.PnpmIsolated))
        {
            Link($"{Store}/node_modules/{Graph.NameOf(project)}", project);
        }
    }

    // As high as it can stand without being in the way of what others have found.
    private void Hoist()
    {
        var waiting = new Queue<string>();
        foreach (var project in graph.Projects)
        {
            waiting.Enqueue(project);
            if (linker == Linker.Npm && project.Length > 0)
            {
                Put("", Graph.NameOf(project), project);
            }
        }

        while (waiting.TryDequeue(out var from))
        {
            foreach (var need in graph.Of(packageAt[from]).Where(need => need.To.Length > 0 && !need.IsBundled))
            {
                var levels = Levels(from);
                var found = levels.Find(level => placed.ContainsKey((level, need.Name)));
                if (found is not null && IsIt(placed[(found, need.Name)], need.To))
                {
                    resolvedAt[(from, need.Name)] = found;
                    continue;
                }

                var free = levels.TakeWhile(level => level != found).Last(level => !IsInTheWay(level, need.Name));
                resolvedAt[(from, need.Name)] = free;
                if (need.To.Contains('@') && !graph.IsProject(need.To))
                {
                    var place = $"{Join(free, "node_modules")}/{need.Name}";
                    placed[(free, need.Name)] = place;
                    AddPackage(place, need.To);
                    AddProgram(Join(free, "node_modules"), need.Name, place);
                    waiting.Enqueue(place);
                }
                else
                {
                    Put(free, need.Name, Graph.Project(need.To));
                }
            }
        }

        void Put(string level, string name, string project)
        {
            placed[(level, name)] = project;
            Link($"{Join(level, "node_modules")}/{name}", project);
            AddProgram(Join(level, "node_modules"), name, project);
        }

        bool IsIt(string place, string to) => to.Contains('@') ? packageAt[place] == to : place == Graph.Project(to);

        bool IsInTheWay(string level, string name) =>
            resolvedAt.Any(known =>
                known.Key.Name == name && IsBelow(known.Key.From, level) && known.Value != level && IsBelow(level, known.Value)
            );
    }

    // The directories whose node_modules a package's requires look into, the nearest first; the packages around it and its project.
    private List<string> Levels(string from)
    {
        var levels = new List<string>();
        for (var place = from; ; place = NodeLookup.Parent(place))
        {
            if (packageAt.ContainsKey(place) || place.Length == 0)
            {
                levels.Add(place);
            }

            if (place.Length == 0)
            {
                return levels;
            }
        }
    }

    private static bool IsBelow(string place, string above) =>
        above.Length == 0 || place == above || place.StartsWith(above + "/", StringComparison.Ordinal);

    private List<string> Installed()
    {
        var seen = new List<string>();
        var waiting = new Queue<string>(graph.Projects);
        while (waiting.TryDequeue(out var package))
        {
            foreach (var need in graph.Of(package))
            {
                if (need.To.Contains('@') && !need.IsBundled && !graph.IsProject(need.To) && !seen.Contains(need.To))
                {
                    seen.Add(need.To);
                    waiting.Enqueue(need.To);
                }
            }
        }

        return seen;
    }

    private void AddPackage(string place, string package)
    {
        packageAt.Add(place, package);
        File(Join(place, "package.json"), graph.Manifest(package));
        File(Join(place, "cli.js"), "");
        foreach (var need in graph.Of(package).Where(need => need.IsBundled))
        {
            var inside = $"{place}/node_modules/{need.Name}";
            placed[(place, need.Name)] = inside;
            AddPackage(inside, need.To);
        }
    }

    private string PlaceOf(string target) =>
        graph.IsProject(Graph.Project(target)) ? Graph.Project(target) : PlaceInStore(target);

    private string PlaceInStore(string package) => $"{Store}/{package.Replace('/', '+')}/node_modules/{Graph.NameOf(package)}";

    private static string TreeAround(string place, string package) => place[..^(Graph.NameOf(package).Length + 1)];

    private void AddProgram(string tree, string name, string package)
    {
        var path = $"{tree}/.bin/{name.Replace('/', '+')}";
        if (lines.ContainsKey(path))
        {
            return;
        }

        if (HasShims)
        {
            var program = Relative($"{tree}/.bin", Join(package, "cli.js"));
            File(path, $"#!/bin/sh basedir=x exec node \"$basedir/{program}\"");
        }
        else
        {
            lines.Add(path, new(path, FileKind.Link, $"../{name}/cli.js"));
        }

        Programs.Add(new(path, package));
    }

    private void File(string path, string text) => lines.TryAdd(path, new(path, FileKind.File, text));

    private void Link(string path, string target) =>
        lines.TryAdd(path, new(path, FileKind.Link, Relative(NodeLookup.Parent(path), target)));

    private static string Join(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    private static string Relative(string from, string to)
    {
        var here = from.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var there = to.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var same = here.Zip(there).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Join('/', Enumerable.Repeat("..", here.Length - same).Concat(there.Skip(same))) is { Length: > 0 } path
            ? path
            : ".";
    }
}
