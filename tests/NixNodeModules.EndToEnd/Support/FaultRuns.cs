namespace NixNodeModules.EndToEnd.Support;

/// <summary>How much the tests of faults do: <c>NNM_FAULTS=all</c> tries every point and the whole sizes, else a part that takes seconds.</summary>
internal static class FaultRuns
{
    private static readonly Lock Gate = new();

    /// <summary>Whether everything is asked for.</summary>
    public static bool IsAll => Environment.GetEnvironmentVariable("NNM_FAULTS") == "all";

    /// <summary>One of two numbers.</summary>
    public static int Of(int part, int all) => IsAll ? all : part;

    /// <summary>At most so many of a list, from all along it; the whole list where everything is asked for.</summary>
    public static IEnumerable<T> Spread<T>(IReadOnlyList<T> all, int part)
    {
        var stride = IsAll ? 1 : Math.Max((all.Count + part - 1) / part, 1);
        for (var i = 0; i < all.Count; i += stride)
        {
            yield return all[i];
        }
    }

    /// <summary>Notes what was done, for docs/reliability.md: a line in the file that <c>NNM_FAULTS_LOG</c> names.</summary>
    public static void Note(string what, int count)
    {
        if (Environment.GetEnvironmentVariable("NNM_FAULTS_LOG") is { Length: > 0 } log)
        {
            // Classes run beside each other.
            lock (Gate)
            {
                File.AppendAllText(log, FormattableString.Invariant($"{what}\t{count}\n"));
            }
        }
    }
}
