using NixNodeModules.Cli;
using Xunit;

namespace NixNodeModules.Tests.Cli;

public sealed class SourceDateEpochTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("0", 0)]
    [InlineData("1700000000", 1700000000)]
    [InlineData("00253402300799", 253402300799)]
    public void A_number_of_seconds_is_taken(string? value, long seconds) => Assert.Equal(seconds, SourceDateEpoch.Parse(value));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.5")]
    [InlineData("0x10")]
    [InlineData("yesterday\u001b[31m")]
    [InlineData("253402300800")]
    [InlineData("99999999999999999999")]
    public void Anything_else_is_a_wrong_command_line(string value)
    {
        var failure = Assert.Throws<Failure>(() => SourceDateEpoch.Parse(value));
        Assert.Equal(ExitCode.Usage, failure.Code);
        Assert.Contains("SOURCE_DATE_EPOCH", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', failure.Message);
    }
}
