using System.Text;
using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Installs;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class PruneProperties
{
    private const string ManifestName = "/package.json";

    [Fact]
    public void The_packages_of_the_output_are_those_that_declared_dependencies_reach() =>
        ForEachExport(ExportModes, made => Assert.Equal(made.ExpectedPackages().Order(), made.Packages().Order()));

    [Fact]
    public void Every_package_finds_in_the_output_what_it_found_in_the_source() =>
        ForEachExport(ExportModes, made => made.CheckLookups());

    [Fact]
    public void Nothing_of_the_output_dangles() =>
        ForEachExport(
            [ExportMode.MaterializeWorkspace, ExportMode.InlineWorkspace, ExportMode.StripWorkspace],
            made => Assert.Empty(PlanOf.Words(TreeCheck.Links(made.Plan.Output)))
        );

    [Fact]
    public void The_programs_of_the_output_are_those_of_its_packages_and_start_them() =>
        ForEachExport(ExportModes, made => made.CheckPrograms());

    [Fact]
    public void Pruning_an_export_again_changes_nothing() =>
        ForEachExport([ExportMode.MaterializeWorkspace], made => made.CheckAgain());

    private static readonly ExportMode[] ExportModes =
    [
        ExportMode.MaterializeWorkspace,
        ExportMode.InlineWorkspace,
        ExportMode.StripWorkspace,
        ExportMode.AllowBroken,
    ];

    private static void ForEachExport(ExportMode[] modes, Action<Export> check) =>
        Properties.Hold(
            PruneCase.All,
            PruneCase.Shrink,
            wanted =>
            {
                foreach (var mode in modes)
                {
                    try
                    {
                        if (Export.Make(wanted, mode) is { } made)
                        {
                            check(made);
                        }
                    }
                    catch (Exception exception)
                    {
                        throw new Xunit.Sdk.XunitException($"{mode}: {exception.Message}", exception);
                    }
                }
            },
            cases: 150
        );

    /// <summary>An export of a case, with its output as text.</summary>
    private sealed class Export
    {
        private readonly PruneCase wanted;
        private readonly ExportMode mode;
        private readonly Graph graph;
        private readonly Install install;
        private readonly Reached reached;
        private readonly List<TreeLine> lines = [];
        private readonly Dictionary<string, string> sourceOf = [];
        private readonly NodeLookup lookup;

        private Export(PruneCase wanted, ExportMode mode, Graph graph, Install install, Reached reached, ExportPlan plan)
        {
            (this.wanted, this.mode, this.graph, this.install, this.reached, Plan) = (
                wanted,
                mode,
                graph,
                install,
                reached,
                plan
            );
            var texts = install.Tree.Entries.ToDictionary(line => line.Path, line => line.Text);
            foreach (var directory in TreeWalk.Directories(plan.Output))
            {
                var listing = directory.Listing!;
                sourceOf[directory.Path.ToString()] = directory.Source!.Path.ToString();
                for (var i = 0; i < listing.Count; i++)
                {
                    var text = listing[i].Kind switch
                    {
                        FileKind.Link => Encoding.UTF8.GetString(listing.LinkText(i)),
                        FileKind.File when plan.Contents.TryGetValue(new(directory, i), out var contents) =>
                            Encoding.UTF8.GetString(contents),
                        FileKind.File => texts[
                            directory.Source.PathOf(directory.Source.Listing!.Find(listing.Name(i))).ToString()
                        ],
                        _ => "",
                    };
                    lines.Add(new(directory.PathOf(i).ToString(), listing[i].Kind, text));
                }
            }

            lookup = new(lines);
        }

        public ExportPlan Plan { get; }

        private bool BringsProjects => mode is ExportMode.MaterializeWorkspace or ExportMode.InlineWorkspace;

        /// <summary>Null where the name to keep is nowhere, which is refused.</summary>
        public static Export? Make(PruneCase wanted, ExportMode mode)
        {
            var asked = wanted.MakeGraph();
            var laidOut = new Install(asked, wanted.Linker, wanted.HoistsLast, wanted.Hoisted);
            var found = new Reached(wanted, asked, laidOut);
            if (
                wanted.Choice.Keep is [var keep]
                && !found.Places.Any(place => found.Of(place).Any(one => one.Name == keep.ToString() && one.Place is not null))
            )
            {
                Assert.Throws<Failure>(() => PlanFor(wanted, mode, laidOut.Tree, wanted.Projects));
                return null;
            }

            var plan = PlanFor(wanted, mode, laidOut.Tree, wanted.Projects);
            Assert.Empty(PlanOf.Words(plan.Refusals));
            return new(wanted, mode, asked, laidOut, found, plan);
        }

        public IEnumerable<string> Packages() =>
            lines
                .Where(line => $"/{line.Path}".EndsWith(ManifestName, StringComparison.Ordinal))
                .Select(line => sourceOf[NodeLookup.Parent(line.Path)]);

        public IEnumerable<string> ExpectedPackages()
        {
            var projects = ExpectedProjects().ToHashSet();
            return install.PackageAt.Keys.Where(place =>
                graph.IsProject(place)
                    ? projects.Contains(place)
                    : (reached.Places.Contains(place) || IsPublishedWithin(place)) && IsWanted(place)
            );
        }

        // Those in focus, and those that others depend on; with one its files, those of projects inside it too.
        private IEnumerable<string> ExpectedProjects()
        {
            if (!BringsProjects)
            {
                return [];
            }

            var all = wanted.Focus.Select(Graph.Project).Concat(reached.LinkedProjects).ToHashSet();
            return wanted.Projects.Where(project =>
                all.Contains(project) || all.Any(one => one.Length > 0 && project.StartsWith(one + "/", StringComparison.Ordinal))
            );
        }

        // A package that was published with some of its dependencies keeps its node_modules.
        private bool IsPublishedWithin(string place)
        {
            for (var above = NodeLookup.Parent(place); above.Length > 0; above = NodeLookup.Parent(above))
            {
                if (
                    reached.Places.Contains(above)
                    && graph.Of(install.PackageAt[above]).Any(need => need.IsBundled)
                    && place.StartsWith(above + "/node_modules/", StringComparison.Ordinal)
                )
                {
                    return true;
                }
            }

            return false;
        }

        private bool IsWanted(string place) =>
            mode != ExportMode.AllowBroken || place.StartsWith("node_modules/", StringComparison.Ordinal);

        public void CheckLookups()
        {
            foreach (var place in reached.Places.Where(IsWanted))
            {
                var here =
                    place.Length == 0
                        ? ""
                        : sourceOf.Where(one => one.Value == place).Select(one => one.Key).Order().FirstOrDefault() ?? place;
                foreach (var (name, target) in reached.Of(place))
                {
                    if (target is not null && (!IsWanted(target) || (graph.IsProject(target) && !BringsProjects)))
                    {
                        continue;
                    }

                    var found = lookup.Find(here, name) is { } now ? sourceOf[now] : null;
                    Assert.Equal($"{place} finds {name} at {target}", $"{place} finds {name} at {found}");
                }
            }
        }

        public void CheckPrograms()
        {
            var packages = Packages().ToHashSet();
            if (!BringsProjects)
            {
                packages.UnionWith(reached.Places.Where(graph.IsProject));
            }

            var there = lines
                .Where(line => NodeLookup.Parent(line.Path).EndsWith("/.bin", StringComparison.Ordinal))
                .ToDictionary(line => sourceOf[NodeLookup.Parent(line.Path)] + line.Path[line.Path.LastIndexOf('/')..]);
            var texts = install.Tree.Entries.ToDictionary(line => line.Path);
            var trees = sourceOf.Values.ToHashSet();
            foreach (var program in install.Programs)
            {
                var tree = NodeLookup.Parent(NodeLookup.Parent(program.Path));
                if (!packages.Contains(program.Package))
                {
                    Assert.DoesNotContain(program.Path, there.Keys);
                }
                else if (there.TryGetValue(program.Path, out var line))
                {
                    if (BringsProjects || !graph.IsProject(program.Package))
                    {
                        var way = line.Kind == FileKind.Link ? line.Text : line.Text.Split("$basedir/")[^1].TrimEnd('"');
                        var started = lookup.Real($"{NodeLookup.Parent(line.Path)}/{way}");
                        Assert.Equal(
                            $"{program.Path} starts {program.Package}",
                            $"{program.Path} starts {(started is null ? null : sourceOf[NodeLookup.Parent(started)])}"
                        );
                    }
                }
                else if (!graph.IsProject(program.Package) && trees.Contains(tree))
                {
                    // Only one that leads over a link which nothing needs may be gone.
                    var over = texts[$"{tree}/{program.Path[(program.Path.LastIndexOf('/') + 1)..].Replace('+', '/')}"];
                    Assert.True(
                        texts[program.Path].Kind == FileKind.Link
                            && over.Kind == FileKind.Link
                            && !lines.Exists(one => one.Path == over.Path),
                        $"{program.Path} is gone"
                    );
                }
            }
        }

        public void CheckAgain()
        {
            if (reached.Starts.Any(start => !lookup.Has(start.Length == 0 ? "package.json" : start + ManifestName)))
            {
                return;
            }

            var tree = new TreeText(lines);
            var projects = wanted.Projects.Where(project => lookup.Has(project + ManifestName) || project.Length == 0);
            var again = PlanFor(wanted, mode, tree, [.. projects]);
            Assert.Empty(PlanOf.Words(again.Refusals));
            Assert.Equal(TreeText.Of(tree.InMemory()), TreeText.Of(again.Output));
            Assert.Empty(again.Rewritten);
            Assert.Empty(again.Contents);
        }

        private static ExportPlan PlanFor(PruneCase wanted, ExportMode mode, TreeText tree, IReadOnlyList<string> projects) =>
            PlanOf.Tree(
                tree.InMemory(),
                projects.Where(project => project.Length > 0).Order(StringComparer.Ordinal),
                mode,
                focus: wanted.Focus,
                choice: wanted.Choice,
                contents: tree
            );
    }
}
