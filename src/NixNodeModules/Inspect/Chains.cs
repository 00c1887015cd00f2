namespace NixNodeModules.Inspect;

/// <summary>The ways along dependencies from projects to a package.</summary>
internal static class Chains
{
    // A package at the bottom of everything has more ways to it than anybody can count.
    private const int MaxSteps = 20_000;

    /// <summary>
    /// The ways to a package from every project that leads to it, none with a package twice, shortest first and at most <paramref name="most"/>.
    /// </summary>
    /// <param name="target">The package.</param>
    /// <param name="isProduction">Whether only ways without development dependencies are wanted.</param>
    /// <param name="most">How many are enough.</param>
    /// <param name="isCut">Whether there may be more.</param>
    public static IReadOnlyList<IReadOnlyList<Dependence>> To(
        InstalledPackage target,
        bool isProduction,
        int most,
        out bool isCut
    )
    {
        var found = new List<IReadOnlyList<Dependence>>();
        var rounds = new List<List<Way>>();
        Extend(rounds, target, null, isProduction);
        var steps = 0;
        for (var length = 0; length < rounds.Count; length++)
        {
            // A round grows while it is walked: what leads on to a project without a detour is as short. The last comes first, so that
            // one way is followed to its end before its thousand sisters of the same length.
            while (rounds[length] is { Count: > 0 } round)
            {
                if (found.Count == most || ++steps > MaxSteps)
                {
                    isCut = true;
                    return found;
                }

                var way = round[^1];
                round.RemoveAt(round.Count - 1);
                if (way.First.By.Package.IsProject)
                {
                    found.Add(way.Steps());
                }

                Extend(rounds, way.First.By, way, isProduction);
            }
        }

        isCut = false;
        return found;
    }

    // Each way waits in the round of the length that it has at least when it comes to a project.
    private static void Extend(List<List<Way>> rounds, InstalledPackage package, Way? rest, bool isProduction)
    {
        for (var i = package.NeededBy.Count - 1; i >= 0; i--)
        {
            var dependence = package.NeededBy[i];
            var distance = dependence.By.Distance(isProduction);
            if (distance == InstalledPackage.Never || (isProduction && !dependence.IsForProduction) || Passes(rest, dependence))
            {
                continue;
            }

            var way = new Way(dependence, rest);
            while (rounds.Count <= way.Length + distance)
            {
                rounds.Add([]);
            }

            rounds[way.Length + distance].Add(way);
        }
    }

    private static bool Passes(Way? way, Dependence dependence)
    {
        for (; way is not null; way = way.Rest)
        {
            if (way.First.By == dependence.By || way.First.On == dependence.By)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Way(Dependence first, Way? rest)
    {
        public Dependence First { get; } = first;

        public Way? Rest { get; } = rest;

        public int Length { get; } = (rest?.Length ?? 0) + 1;

        public List<Dependence> Steps()
        {
            var steps = new List<Dependence>(Length);
            for (var way = this; way is not null; way = way.Rest)
            {
                steps.Add(way.First);
            }

            return steps;
        }
    }
}
