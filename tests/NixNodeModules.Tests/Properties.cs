using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace NixNodeModules.Tests;

/// <summary>
/// Runs properties. <c>NNM_PROPERTY_CASES</c> sets how many cases each gets; a failure prints the case, shrunk, and the seed, which
/// <c>NNM_PROPERTY_SEED</c> (two numbers with a comma between them) takes to repeat it.
/// </summary>
internal static class Properties
{
    public static void Hold<T>(Gen<T> generator, Func<T, IEnumerable<T>> shrink, Action<T> body, int cases = 300)
    {
        var wanted = Environment.GetEnvironmentVariable("NNM_PROPERTY_CASES");
        var config = Config
            .QuickThrowOnFailure.WithMaxTest(wanted is null ? cases : int.Parse(wanted, CultureInfo.InvariantCulture))
            .WithQuietOnSuccess(true);
        if (Environment.GetEnvironmentVariable("NNM_PROPERTY_SEED")?.Split(',') is [var seed, var gamma])
        {
            var random = new Rnd(
                ulong.Parse(seed, CultureInfo.InvariantCulture),
                ulong.Parse(gamma, CultureInfo.InvariantCulture)
            );
            config = config.WithReplay(FSharpOption<Replay>.Some(new(random, FSharpOption<int>.None)));
        }

        Check.One(config, Prop.ForAll(Arb.ToArbitrary(generator, shrink), body));
    }

    public static void Hold<T>(Gen<T> generator, Action<T> body, int cases = 300) => Hold(generator, _ => [], body, cases);

    /// <summary>A list with one element taken away, in every way, larger pieces first.</summary>
    public static IEnumerable<IReadOnlyList<T>> Shorter<T>(IReadOnlyList<T> list)
    {
        for (var size = list.Count / 2; size > 0; size /= 2)
        {
            for (var start = 0; start + size <= list.Count; start += size)
            {
                yield return [.. list.Take(start), .. list.Skip(start + size)];
            }
        }
    }
}
