using Xunit;

namespace NixNodeModules.EndToEnd;

public sealed class SmokeTests
{
    [Fact]
    public void A() => Assert.True(true);
}
