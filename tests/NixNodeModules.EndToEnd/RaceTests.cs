using Mono.Unix.Native;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>
/// Somebody works against the export while it reads: directories become links to outside and back, files are truncated, grown and replaced.
/// An export that ends with 0 has not one byte from outside and no file that the workspace never had.
/// </summary>
public sealed class RaceTests
{
    private const int Packages = 12;
    private const string Secret = "OUTSIDE";

    // What a file may hold: a version, whole. One that is cut short is a version too, as long as it stays so.
    private static readonly string[] Versions = [new('a', 9_000), new('b', 300_000), new('c', 40)];

    [Theory, InlineData("copy"), InlineData("hardlink")]
    public async Task No_outside_byte_and_no_wrong_file_gets_into_an_output(string transfer)
    {
        using var site = Site.WithWorkspace();
        for (var i = 0; i < Packages; i++)
        {
            site.File(FileOf(i), Versions[0]);
            Kernel.MakeDirectories($"{site.Top}/beside/{i}/deep");
            Kernel.WriteFile($"{site.Top}/beside/{i}/deep/file", Secret + new string('a', 9_000 - Secret.Length));
        }

        var outside = TreeSnapshot.Of($"{site.Top}/beside");
        using var end = new CancellationTokenSource();
        var work = Task.Run(() => Work(site, end.Token), CancellationToken.None);
        var codes = new SortedDictionary<int, int>();
        var exports = FaultRuns.Of(60, 2000);
        try
        {
            for (var round = 0; round < exports; round++)
            {
                string[] jobs = ["--jobs", round % 2 == 0 ? "4" : "1"];
                var outcome = site.Export(["--transfer", transfer, .. jobs]);
                codes[outcome.Code] = codes.GetValueOrDefault(outcome.Code) + 1;
                Assert.True(outcome.Code is 0 or 3 or 4, $"{outcome.Code}\n{outcome.Error}");
                if (outcome.Code == 0)
                {
                    Check(site, transfer);
                    Tool.Run("rm", "-rf", site.Out);
                }
                else
                {
                    outcome.ExplainsItself();
                }

                Assert.Equal(["beside", "repo"], Kernel.List(site.Top));
            }
        }
        finally
        {
            await end.CancelAsync();
            await work;
        }

        Assert.Equal([], outside.DifferencesTo(TreeSnapshot.Of($"{site.Top}/beside"), withIdentity: true));

        // A race in which one side always wins has shown nothing.
        Assert.True(codes.ContainsKey(0) && codes.ContainsKey(4), string.Join(' ', codes));
        FaultRuns.Note($"exports raced, --transfer {transfer} ({string.Join(' ', codes)})", exports);
    }

    private static string FileOf(int package) => $"node_modules/.pnpm/p{package}/deep/file";

    private static void Check(Site site, string transfer)
    {
        for (var i = 0; i < Packages; i++)
        {
            var path = $"{site.Out}/{FileOf(i)}";
            if (Kernel.Look(path) is not { } status)
            {
                // Between two renames it is away, and a directory that is listed then has not got it.
                continue;
            }

            Assert.Equal(FilePermissions.S_IFREG, Kernel.TypeOf(status));
            var text = File.ReadAllText(path);
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);

            // A further name shows what is written into the file later on: that is what a hard link is.
            if (transfer == "copy")
            {
                Assert.Contains(Versions, version => version.StartsWith(text.TrimEnd('\0'), StringComparison.Ordinal));
            }
        }
    }

    private static void Work(Site site, CancellationToken end)
    {
        var random = new Random(4);
        var spare = site.PathOf("spare");
        while (!end.IsCancellationRequested)
        {
            var package = random.Next(Packages);
            var file = site.PathOf(FileOf(package));
            var version = Versions[random.Next(Versions.Length)];
            switch (random.Next(6))
            {
                case 0:
                    // The whole package, and back: its directory is away for a moment.
                    Swap(site.PathOf($"node_modules/.pnpm/p{package}"), $"{site.Top}/beside/{package}", spare);
                    break;
                case 1:
                    Swap(site.PathOf($"node_modules/.pnpm/p{package}/deep"), $"{site.Top}/beside/{package}/deep", spare);
                    break;
                case 2:
                    Swap(file, $"{site.Top}/beside/{package}/deep/file", spare);
                    break;
                case 3:
                    Kernel.WriteFile(spare, version);
                    Kernel.Check(Stdlib.rename(spare, file), file);
                    break;
                case 4:
                    Kernel.Check(Syscall.truncate(file, random.Next(40)), file);
                    break;
                default:
                    Kernel.WriteFile(file, version);
                    break;
            }

            // Now and then long enough for an export to get through.
            Thread.Sleep(random.Next(20) == 0 ? 400 : random.Next(8));
        }
    }

    private static void Swap(string place, string outside, string spare)
    {
        Kernel.Check(Stdlib.rename(place, spare), place);
        Kernel.MakeLink(outside, place);
        Thread.Yield();
        Kernel.Check(Syscall.unlink(place), place);
        Kernel.Check(Stdlib.rename(spare, place), place);
    }
}
