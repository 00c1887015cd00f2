using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>tests/faults.tsv names what is to be survived, and the tests that show it; tests/faults runs them.</summary>
public sealed class FaultTableTests
{
    [Fact]
    public void Every_line_of_the_table_has_tests_and_all_of_them_are_there()
    {
        var lines = File.ReadAllLines(Repository.PathOf("tests", "faults.tsv")).Skip(1).Select(line => line.Split('\t')).ToList();
        Assert.All(lines, columns => Assert.Equal(3, columns.Length));
        Assert.Equal(
            Enumerable.Range(1, 44).Select(i => $"{i}").Concat(Enumerable.Range(1, 21).Select(i => $"F{i}")),
            lines.Select(columns => columns[0]),
            StringComparer.Ordinal
        );

        var tests = typeof(FaultTableTests)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true))
            .Select(method => method.Name)
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(lines.SelectMany(columns => columns[2].Split(' ')), name => Assert.Contains(name, tests));
    }
}
