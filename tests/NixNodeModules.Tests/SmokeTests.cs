using NixNodeModules.Paths;
using Xunit;

namespace NixNodeModules.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void A() => Assert.Equal("../b", BytePath.Relative(BytePath.FromText("a"), BytePath.FromText("b")).Display);
}
