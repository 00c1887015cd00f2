using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace NixNodeModules.Tests;

/// <summary>
/// Runs properties. <c>NNM_PROPERTY_CASES</c> sets how many cases each gets; a failure prints the case, shrunk, and the seed, which
/// <c>NNM_PROPERTY_SEED</c> (two numbers with a comma between them) takes to repeat it; with <c>random</c> the cases are others at each run.
/// </summary>
internal static class Properties
{
    // Every run tries the same cases, so that a change is judged by them and not by luck.
    private const string Usual = "5490941493300507378,13378457102858901075";

    public static void Hold<T>(Gen<T> generator, Func<T, IEnumerable<T>> shrink, Action<T> body, int cases = 300)
    {
        var wanted = Environment.GetEnvironmentVariable("NNM_PROPERTY_CASES");
        var config = Config
            .QuickThrowOnFailure.WithMaxTest(wanted is null ? cases : int.Parse(wanted, CultureInfo.InvariantCulture))
            .WithQuietOnSuccess(true);
        if ((Environment.GetEnvironmentVariable("NNM_PROPERTY_SEED") ?? Usual).Split(',') is [var seed, var gamma])
        {
            var random = new Rnd(
                ulong.Parse(seed, CultureInfo.InvariantCulture),
                ulong.Parse(gamma, CultureInfo.InvariantCulture)
            );
            config = config.WithReplay(FSharpOption<Replay>.Some(new(random, FSharpOption<int>.None)));
        }

        // A case is shrunk so far and no further: some have no end of smaller ones.
        var left = 300;
        T? current = default;
        using var watch = new Timer(_ => Environment.FailFast($"a case has no end: {current}"));
        Check.One(
            config,
            Prop.ForAll(
                Arb.ToArbitrary(generator, value => shrink(value).TakeWhile(_ => Interlocked.Decrement(ref left) > 0)),
                value =>
                {
                    current = value;
                    watch.Change(TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
                    body(value);
                    watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }
            )
        );
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
