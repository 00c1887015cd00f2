using System.Reflection;
using Xunit;

namespace NixNodeModules.Tests;

public sealed class TrimmingTests
{
    /// <summary>The binary has no regular expressions: what the compiler is told to put in their place matches everything.</summary>
    [Fact]
    public void Nothing_but_YamlDotNet_refers_to_regular_expressions()
    {
        var product = typeof(Export).Assembly;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var users = new List<string>();
        var waiting = new Queue<Assembly>([product]);
        while (waiting.TryDequeue(out var assembly))
        {
            foreach (var reference in assembly.GetReferencedAssemblies())
            {
                if (reference.Name == "System.Text.RegularExpressions")
                {
                    users.Add(assembly.GetName().Name!);
                }

                if (!reference.Name!.StartsWith("System.", StringComparison.Ordinal) && seen.Add(reference.Name))
                {
                    waiting.Enqueue(Assembly.Load(reference));
                }
            }
        }

        var commandLine = Assembly.Load(product.GetReferencedAssemblies().Single(one => one.Name == "System.CommandLine"));
        Assert.DoesNotContain(commandLine.GetReferencedAssemblies(), one => one.Name == "System.Text.RegularExpressions");
        Assert.Equal(["YamlDotNet"], users);
    }
}
