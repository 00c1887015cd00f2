namespace NixNodeModules.Report;

/// <summary>
/// Colours, where somebody sees them: on a terminal, unless NO_COLOR is set (no-color.org), TERM is dumb or CLICOLOR is 0; elsewhere only
/// by CLICOLOR_FORCE (bixense.com/clicolors).
/// </summary>
internal static class Colour
{
    /// <summary>Whether standard output takes colours.</summary>
    public static bool IsOnOutput { get; } = IsWanted(Console.IsOutputRedirected, Environment.GetEnvironmentVariable);

    /// <summary>Whether standard error takes colours.</summary>
    public static bool IsOnError { get; } = IsWanted(Console.IsErrorRedirected, Environment.GetEnvironmentVariable);

    /// <summary>The rule itself.</summary>
    public static bool IsWanted(bool isRedirected, Func<string, string?> variable)
    {
        if (variable("NO_COLOR") is { Length: > 0 })
        {
            return false;
        }

        return variable("CLICOLOR_FORCE") is { Length: > 0 } and not "0"
            || (!isRedirected && variable("TERM") is not (null or "dumb") && variable("CLICOLOR") != "0");
    }

    public static string Red(string text, bool isWanted) => Wrap("31;1", text, isWanted);

    public static string Green(string text, bool isWanted) => Wrap("32", text, isWanted);

    public static string Yellow(string text, bool isWanted) => Wrap("33;1", text, isWanted);

    public static string Bold(string text, bool isWanted) => Wrap("1", text, isWanted);

    private static string Wrap(string code, string text, bool isWanted) => isWanted ? $"\x1b[{code}m{text}\x1b[0m" : text;
}
