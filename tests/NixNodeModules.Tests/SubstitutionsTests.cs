using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using NixNodeModules.Cli;
using Xunit;

namespace NixNodeModules.Tests;

/// <summary>What Substitutions.xml takes out of the static binary is nothing that the tool itself uses.</summary>
public sealed class SubstitutionsTests
{
    [Fact]
    public void The_tool_uses_neither_regular_expressions_nor_URIs()
    {
        using var file = new PEReader(File.OpenRead(typeof(ExportOptions).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var used = metadata
            .TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
            .ToList();
        Assert.Contains("System.Exception", used);
        Assert.DoesNotContain(
            used,
            name => name == "System.Uri" || name.StartsWith("System.Text.RegularExpressions.", StringComparison.Ordinal)
        );
    }
}
