using NixNodeModules.Plan;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Plan;

public sealed class PlanProperties
{
    [Fact]
    public void A_plan_that_refuses_nothing_needs_nothing_but_itself() =>
        ForEachPlan((_, plan) => Assert.Empty(PlanOf.Words(TreeCheck.Links(plan.Output))));

    [Fact]
    public void Every_link_of_the_output_leads_to_the_same_place_as_in_the_source() =>
        ForEachPlan(
            (_, plan) =>
            {
                var links = plan
                    .Reach.Links.Where(link => link.Resolution.Ending == Ending.Inside)
                    .ToDictionary(link => link.Path.ToString(), link => link.Resolution.Target.Path);
                var resolver = new Resolver(plan.Output, outside: null);
                foreach (var (directory, index) in Links(plan.Output))
                {
                    var path = directory.PathOf(index).ToString();
                    Assert.Equal($"{path} -> {links[path]}", $"{path} -> {resolver.Follow(directory, index).Target.Path}");
                }
            }
        );

    [Fact]
    public void The_export_of_an_export_is_the_same_again() =>
        ForEachPlan(
            (tree, plan) =>
            {
                // A module tree that is a link may have been left out; the project that it leaves behind is none the next time.
                if (plan.Dropped.Any(link => link.Path.Name.SequenceEqual("node_modules"u8)))
                {
                    return;
                }

                var projects = RandomWorkspaces.Projects(tree).Where(path => IsDirectory(plan.Output, path));
                var again = PlanOf.Tree(plan.Output, projects, plan.Mode);
                Assert.Empty(PlanOf.Words(again.Refusals));
                Assert.Empty(again.Dropped);
                Assert.Empty(again.Rewritten);
                Assert.Equal(plan.Made(), again.Made());
            }
        );

    [Fact]
    public void Nothing_but_links_and_state_files_is_lost_from_what_is_taken_whole() =>
        ForEachPlan(
            (tree, plan) =>
            {
                var made = plan.Made().Split('\n').Select(line => line.Split(" -> ")[0].TrimEnd('/')).ToHashSet();
                var wholes = plan
                    .Reach.Inclusions.Where(one =>
                        one.Kind is InclusionKind.ModuleTree or InclusionKind.Directory && one.Place.IsDirectory
                    )
                    .Select(one => one.Path.ToString() + "/")
                    .ToList();
                var expected = tree.Entries.Where(line =>
                    line.Kind == FileKind.File
                    && !IsState(line.Path)
                    && wholes.Exists(whole => line.Path.StartsWith(whole, StringComparison.Ordinal))
                );
                Assert.All(expected, line => Assert.Contains(line.Path, made));
            }
        );

    // By what the random workspaces have of the kind.
    private static bool IsState(string path) =>
        path.StartsWith("node_modules/.cache/", StringComparison.Ordinal) || path == "p/a/node_modules/.modules.yaml";

    internal static void ForEachPlan(Action<TreeText, ExportPlan> check)
    {
        var checkedPlans = 0;
        Properties.Hold(
            RandomWorkspaces.All,
            RandomTrees.Shrink,
            tree =>
            {
                foreach (var mode in new[] { ExportMode.MaterializeWorkspace, ExportMode.StripWorkspace })
                {
                    foreach (var dangling in new[] { DanglingPolicy.Refuse, DanglingPolicy.Drop })
                    {
                        var projects = RandomWorkspaces.Projects(tree);
                        var plan = PlanOf.Tree(tree.InMemory(), projects, mode, ExternalPolicy.Refuse, dangling);
                        if (plan.Refusals.Count == 0)
                        {
                            check(tree, plan);
                            checkedPlans++;
                        }
                    }
                }
            },
            cases: 1000
        );
        Assert.True(checkedPlans > 500, $"only {checkedPlans} plans were not refused");
    }

    private static bool IsDirectory(DirectoryNode top, string path)
    {
        var node = top;
        foreach (var name in path.Split('/'))
        {
            var index = node.Listing!.Find(System.Text.Encoding.UTF8.GetBytes(name));
            if (index < 0 || node.Listing[index].Kind != FileKind.Directory)
            {
                return false;
            }

            node = node.Child(index);
        }

        return true;
    }

    private static IEnumerable<(DirectoryNode Directory, int Index)> Links(DirectoryNode top) =>
        from directory in TreeWalk.Directories(top)
        from index in Enumerable.Range(0, directory.Listing!.Count)
        where directory.Listing![index].Kind == FileKind.Link
        select (directory, index);
}
