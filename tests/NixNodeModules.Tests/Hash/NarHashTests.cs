using System.Security.Cryptography;
using System.Text;
using NixNodeModules.Hash;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Hash;

public sealed class NarHashTests : IDisposable
{
    private readonly TempDirectory temp = new();

    [Fact]
    public void An_archive_written_down_by_hand_has_the_same_hash()
    {
        TreeText.Parse("B -> x/y\na = text\nd/f").MakeIn(temp.Path);
        Kernel.SetMode($"{temp.Path}/d/f", "500");
        string[] archive =
        [
            "nix-archive-1 ( type directory",
            "entry ( name B node ( type symlink target x/y ) )",
            "entry ( name a node ( type regular contents text ) )",
            "entry ( name d node ( type directory",
            "entry ( name f node ( type regular executable _ contents _ ) )",
            ") ) )",
        ];
        var bytes = new MemoryStream();
        foreach (var word in string.Join(' ', archive).Split(' ').Select(word => word == "_" ? "" : word))
        {
            bytes.Write(BitConverter.GetBytes((long)word.Length));
            bytes.Write(Encoding.ASCII.GetBytes(word.PadRight((word.Length + 7) / 8 * 8, '\0')));
        }

        Assert.Equal($"sha256-{Convert.ToBase64String(SHA256.HashData(bytes.ToArray()))}", HashOf(temp.Path));
    }

    [Fact]
    public void It_depends_on_names_texts_bytes_and_the_owners_executable_bit_alone()
    {
        TreeText.Parse("a = text\nd/l -> a\ne/").MakeIn(temp.Path);
        var hash = HashOf(temp.Path);
        Kernel.SetMode($"{temp.Path}/a", "412");
        File.SetLastWriteTimeUtc($"{temp.Path}/a", DateTime.UnixEpoch);
        Assert.Equal(hash, HashOf(temp.Path));
        Kernel.SetMode($"{temp.Path}/a", "500");
        Assert.NotEqual(hash, HashOf(temp.Path));
    }

    [Fact]
    public void Random_trees_have_the_hash_that_Nix_gives_them()
    {
        Assert.SkipUnless(HasNix(), "nix-hash is needed, of Debian's nix-bin for one");
        var trees = new List<string>();
        Properties.Hold(
            RandomTrees.OfLinks,
            RandomTrees.Shrink,
            tree =>
            {
                var path = temp.Fresh();
                tree.MakeIn(path, path);
                trees.Add(path);
            },
            cases: 40
        );

        // Sizes around a word, a block of the hash and the buffer; more entries than a read gives; names in the order of their bytes.
        var sizes = temp.Fresh();
        foreach (var size in (int[])[1, 7, 8, 9, 63, 64, 65, 262_143, 262_144, 262_145, 1_000_001])
        {
            var bytes = new byte[size];
            new Random(size).NextBytes(bytes);
            File.WriteAllBytes($"{sizes}/{size}", bytes);
        }

        var names = temp.Fresh();
        TreeText.Parse("a.b\na/b\nA/\n~\nä\n\u4e2d -> ä\na-b/c/d/e = x").MakeIn(names);
        trees.AddRange([sizes, names, temp.Fresh()]);
        var expected = Run("nix-hash", ["--type", "sha256", .. trees]);
        Assert.Equal(expected, string.Join("", trees.Select(tree => $"{Hex(HashOf(tree))}\n")));
    }

    [Fact]
    public void A_file_that_is_not_as_it_was_read_is_told_by_its_path()
    {
        TreeText.Parse("d/f = text").MakeIn(temp.Path);
        using var held = TempDirectory.Hold(temp.Path);
        var top = Scanned(held);
        foreach (var now in (string[])["text and more", "te"])
        {
            File.WriteAllText($"{temp.Path}/d/f", now);
            var failure = Assert.Throws<RefusedSource>(() => NarHash.Of(top, held));
            Assert.Contains("d/f: it is not what was written there", failure.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => temp.Dispose();

    private static string HashOf(string path)
    {
        using var held = TempDirectory.Hold(path);
        return NarHash.Of(Scanned(held), held);
    }

    private static DirectoryNode Scanned(NixNodeModules.Posix.HeldDirectory held)
    {
        var scanner = new Scanner(held, jobs: 1);
        var top = scanner.Top();
        scanner.ReadAll([top]);
        return top;
    }

    private static string Hex(string integrity) =>
        Convert.ToHexStringLower(Convert.FromBase64String(integrity["sha256-".Length..]));

    private static bool HasNix()
    {
        try
        {
            return Run("nix-hash", ["--version"]).Length > 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Run(string program, IEnumerable<string> arguments)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
