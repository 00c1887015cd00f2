using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NixNodeModules.Tests.Fuzz;

/// <summary>
/// Inputs nobody would write: random bytes, and real files with pieces changed, doubled, cut out and spliced together.
/// <c>NNM_FUZZ_SECONDS</c> sets for how long each target gets them; a failure prints the input.
/// </summary>
internal static class Mutations
{
    private static readonly Lock Gate = new();

    private static readonly double Seconds = double.Parse(
        Environment.GetEnvironmentVariable("NNM_FUZZ_SECONDS") ?? "0.5",
        CultureInfo.InvariantCulture
    );

    /// <summary>Gives one input after another to <paramref name="body"/>, which may refuse it by a <see cref="Failure"/> and no other way.</summary>
    public static void Try(string target, IReadOnlyList<string> real, string tokens, Action<byte[]> body)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var pieces = tokens.Split(' ').Select(Encoding.UTF8.GetBytes).ToList();
        var files = real.Select(Encoding.UTF8.GetBytes).ToList();
        var clock = Stopwatch.StartNew();
        var count = 0;
        for (; clock.Elapsed.TotalSeconds < Seconds || count < 200; count++)
        {
            var input = Next(random, files, pieces);
            try
            {
                body(input);
            }
            catch (Failure failure) when (failure.Code is ExitCode.Refused or ExitCode.Usage && failure.Next.Length > 0)
            {
                // What cannot be used is refused in words.
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"{target}, seed {seed}, input {count}: {Convert.ToBase64String(input)}",
                    exception
                );
            }
        }

        if (Environment.GetEnvironmentVariable("NNM_FAULTS_LOG") is { Length: > 0 } log)
        {
            // Classes run beside each other.
            lock (Gate)
            {
                File.AppendAllText(log, FormattableString.Invariant($"inputs to {target}\t{count}\n"));
            }
        }
    }

    private static byte[] Next(Random random, List<byte[]> files, List<byte[]> pieces)
    {
        if (random.Next(10) == 0)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            return bytes;
        }

        var input = files[random.Next(files.Count)].ToList();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var at = random.Next(input.Count + 1);
            var length = Math.Min(random.Next(1, 1 << random.Next(1, 10)), input.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    input.RemoveRange(at, length);
                    break;
                case 1:
                    input.InsertRange(at, input.GetRange(at, length));
                    break;
                case 2 when at < input.Count:
                    input[at] = (byte)random.Next(256);
                    break;
                case 3:
                    var other = files[random.Next(files.Count)];
                    input.InsertRange(at, other[random.Next(other.Length + 1)..]);
                    break;
                case 4:
                    // Deep nesting, long runs.
                    input.InsertRange(
                        at,
                        Enumerable.Repeat(pieces[random.Next(pieces.Count)], random.Next(1, 300)).SelectMany(piece => piece)
                    );
                    break;
                default:
                    input.InsertRange(at, pieces[random.Next(pieces.Count)]);
                    break;
            }
        }

        return [.. input];
    }
}
