using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>How a process ended and what it said.</summary>
internal sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>Fails with all that the process said, unless it ended with <paramref name="code"/>.</summary>
    public Outcome Ended(int code)
    {
        Assert.True(Code == code, $"exit code {Code} and not {code}\n--- stdout\n{Output}\n--- stderr\n{Error}");
        return this;
    }

    /// <summary>Fails unless standard error holds each of these texts.</summary>
    public Outcome Says(params string[] texts)
    {
        foreach (var text in texts)
        {
            Assert.Contains(text, Error, StringComparison.Ordinal);
        }

        return this;
    }

    /// <summary>Fails unless the message is one for a person: what failed, what to do next, and nothing that moves a cursor.</summary>
    public Outcome ExplainsItself()
    {
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.Contains("\nnext: ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Error + Output, character => char.IsControl(character) && character != '\n');
        return this;
    }
}
