using System.Reflection;
using NixNodeModules.Copy;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Tests.Trees;
using NixNodeModules.Verify;
using Xunit;

namespace NixNodeModules.Tests.Copy;

[Collection("Switches of the process")]
public sealed class TreeCopierTests : IDisposable
{
    private readonly TempDirectory temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Modes_times_links_and_further_names_are_kept_whatever_the_number_of_threads()
    {
        var source = MakeRich();
        foreach (var jobs in new[] { 1, 8 })
        {
            var target = temp.Fresh();
            Copies.Make(source, target, jobs);
            Assert.Equal(Copies.Snapshot(source), Copies.Snapshot(target));
        }
    }

    [Fact]
    public void Any_tree_is_copied_as_it_is_by_one_thread_and_by_many() =>
        Properties.Hold(
            RandomTrees.OfLinks,
            RandomTrees.Shrink,
            tree =>
            {
                var (source, one, many) = (temp.Fresh(), temp.Fresh(), temp.Fresh());
                tree.MakeIn(source, source);
                Dress(source, tree);
                Copies.Make(source, one, 1);
                Copies.Make(source, many, 8);
                var expected = Copies.Snapshot(source);
                Assert.Equal(expected, Copies.Snapshot(one));
                Assert.Equal(expected, Copies.Snapshot(many));
            },
            cases: 100
        );

    [Fact]
    public void Names_and_texts_that_no_charset_knows_are_kept_byte_for_byte()
    {
        var (source, target) = (temp.Fresh(), temp.Fresh());
        foreach (
            var name in new byte[][]
            {
                [0xff, 0xfe],
                [.. "a\nb"u8],
                [0x1b, (byte)'['],
                [.. "-rf"u8],
                [.. "back\\slash"u8],
                [.. Enumerable.Repeat((byte)0xe9, 255)],
            }
        )
        {
            var text = Mono.Unix.UnixEncoding.Instance.GetString(name);
            Kernel.MakeLink(text + "/../" + text, $"{source}/{text}");
        }

        Kernel.MakeLink(new string('x', 4095), $"{source}/long");
        var planned = Copies.Make(source, target, 2);
        Assert.Equal(7, planned.Listing!.Count);
        Assert.Equal("\\xff\\xfe/../\\xff\\xfe", Texts(planned)["\\xff\\xfe"]);
        Assert.Equal(Texts(planned), Texts(Copies.Scan(target)));

        static Dictionary<string, string> Texts(DirectoryNode top) =>
            Enumerable
                .Range(0, top.Listing!.Count)
                .ToDictionary(i => top.PathOf(i).ToString(), i => NixNodeModules.Paths.Escaped.Text(top.Listing.LinkText(i)));
    }

    [Fact]
    public void Three_thousand_levels_are_copied_and_removed()
    {
        var (source, target) = (temp.Fresh(), temp.Fresh());
        DeepTree.Make(source, "level", 3000);
        var planned = Copies.Make(source, target, 2);
        var both = TreeWalk.Directories(planned).Zip(TreeWalk.Directories(Copies.Scan(target))).ToList();
        Assert.Equal(3001, both.Count);
        Assert.All(both, pair => Assert.Empty(Comparison.Differences(pair.First, pair.Second.Listing!)));
        using (var held = TempDirectory.Hold(target))
        {
            Removal.Empty(held);
        }

        Assert.Empty(Directory.GetFileSystemEntries(target));
    }

    [Theory, InlineData(1), InlineData(8)]
    public void A_huge_directory_is_copied_in_parts(int jobs)
    {
        var (source, target) = (temp.Fresh(), temp.Fresh());
        for (var i = 0; i < 3000; i++)
        {
            switch (i % 4)
            {
                case 0:
                    File.WriteAllText($"{source}/{i}", $"{i}");
                    break;
                case 1:
                    Kernel.MakeLink($"{i - 1}", $"{source}/{i}");
                    break;
                case 2:
                    Kernel.MakeFurtherName($"{source}/{i - 2}", $"{source}/{i}");
                    break;
                default:
                    Directory.CreateDirectory($"{source}/{i}");
                    break;
            }
        }

        Kernel.SetModified(source, 1_000_000, 1);
        Copies.Make(source, target, jobs);
        Assert.Equal(Copies.Snapshot(source), Copies.Snapshot(target));
    }

    [Fact]
    public void Fewer_descriptors_than_directories_are_enough()
    {
        var (source, target) = (temp.Fresh(), temp.Fresh());
        foreach (var path in Paths("", 6))
        {
            Directory.CreateDirectory(source + path);
            File.WriteAllText($"{source}{path}/f", path);
        }

        var room = typeof(OpenDirectory).GetField("room", BindingFlags.NonPublic | BindingFlags.Static)!;
        var before = room.GetValue(null);
        try
        {
            foreach (var few in new[] { 0, 1, 3 })
            {
                room.SetValue(null, few);
                target = temp.Fresh();
                Copies.Make(source, target, 2);
                Assert.Equal(Copies.Snapshot(source), Copies.Snapshot(target));
                Assert.Equal(few, room.GetValue(null));
            }
        }
        finally
        {
            room.SetValue(null, before);
        }

        static IEnumerable<string> Paths(string above, int levels) =>
            levels == 0
                ? []
                : new[] { $"{above}/a", $"{above}/b", $"{above}/c" }.SelectMany(path => Paths(path, levels - 1).Prepend(path));
    }

    [Fact]
    public void What_somebody_else_puts_into_the_output_is_found()
    {
        var (source, target) = (temp.Fresh(), temp.Fresh());
        TreeText.Parse("a/b/f = text\nz/").MakeIn(source);
        File.WriteAllText($"{target}/stranger", "");
        var planned = Copies.Plan(Copies.Scan(source));
        using var from = TempDirectory.Hold(source);
        using var to = TempDirectory.Hold(target);
        var found = TreeCopier.Copy(
            planned,
            new Dictionary<Place, byte[]>(),
            Copies.Plainly,
            new(from),
            to,
            2,
            OutputTimes.Preserved,
            new()
        );
        Assert.Equal(["stranger: somebody else put it there"], found.Select(finding => $"{finding.Path}: {finding.Reason}"));
    }

    [Fact]
    public void A_directory_that_became_a_link_is_a_change_of_the_source_and_nothing_outside_is_read()
    {
        var (source, target) = (temp.Fresh(), temp.Fresh());
        TreeText.Parse("a/b/f = inside").MakeIn(source);
        TreeText.Parse("secret/f = outside").MakeIn(temp.Path);
        var planned = Copies.Plan(Copies.Scan(source));
        Kernel.Rename($"{source}/a/b", $"{source}/a/c");
        Kernel.MakeLink(temp["secret"], $"{source}/a/b");
        using var from = TempDirectory.Hold(source);
        using var to = TempDirectory.Hold(target);
        var failure = Assert.Throws<NixNodeModules.Posix.SourceChanged>(() =>
            TreeCopier.Copy(
                planned,
                new Dictionary<Place, byte[]>(),
                Copies.Plainly,
                new(from),
                to,
                2,
                OutputTimes.Preserved,
                new()
            )
        );
        Assert.Equal(ExitCode.SourceChanged, failure.Code);
        Assert.Contains($"{source}/a/b", failure.Message, StringComparison.Ordinal);
        Assert.False(Kernel.Exists($"{target}/a/b/f"));
    }

    [Theory]
    [InlineData("f/")]
    [InlineData("f | fifo")]
    public void A_file_that_became_something_else_is_a_change_of_the_source(string now)
    {
        var (source, target) = (temp.Fresh(), temp.Fresh());
        TreeText.Parse("f = text").MakeIn(source);
        var planned = Copies.Plan(Copies.Scan(source));
        File.Delete($"{source}/f");
        TreeText.Parse(now).MakeIn(source);

        // With somebody who writes to it, a pipe is not at its end.
        var writer = Mono.Unix.Native.Syscall.open($"{source}/f", Mono.Unix.Native.OpenFlags.O_RDWR);
        using var from = TempDirectory.Hold(source);
        using var to = TempDirectory.Hold(target);
        Assert.Throws<NixNodeModules.Posix.SourceChanged>(() =>
            TreeCopier.Copy(
                planned,
                new Dictionary<Place, byte[]>(),
                Copies.Plainly,
                new(from),
                to,
                1,
                OutputTimes.Preserved,
                new()
            )
        );
        _ = Mono.Unix.Native.Syscall.close(writer);
    }

    private string MakeRich()
    {
        var source = temp.Fresh();
        TreeText
            .Parse(
                """
                open/f = text
                shared/1777/f
                readonly/0555/sub/f = a
                readonly/0555/sub/link -> ../f
                closed/0000/sub/deeper/f = b
                closed/0000/link -> nowhere
                closed/0000/0111/f
                empty/
                files/plain = c
                files/none = d
                files/sticky = e
                files/setid = f
                """
            )
            .MakeIn(source);
        File.WriteAllBytes($"{source}/files/large", new byte[1 << 20]);
        foreach (var name in new[] { "closed/0000/again", "a-first", "readonly/0555/sub/again", "open/again" })
        {
            Kernel.MakeFurtherName($"{source}/files/plain", $"{source}/{name}");
        }

        // A partner outside the copy: a file of its own there.
        Kernel.MakeFurtherName($"{source}/files/none", temp["partner"]);
        foreach (
            var (path, mode) in new[]
            {
                ("files/none", Environment.IsPrivilegedProcess ? "0" : "400"),
                ("files/sticky", "1644"),
                ("files/setid", "6755"),
                ("shared/1777", "1777"),
                ("shared", "2755"),
                ("", "700"),
            }
        )
        {
            Kernel.SetMode($"{source}/{path}", mode);
        }

        var seconds = -100_000L;
        foreach (
            var path in Directory
                .GetFileSystemEntries(source, "*", SearchOption.AllDirectories)
                .OrderDescending(StringComparer.Ordinal)
                .Append(source)
        )
        {
            Kernel.SetModified(path, seconds += 50_000, 123_456_789);
        }

        foreach (var path in new[] { "closed/0000/0111", "closed/0000", "readonly/0555" })
        {
            // What nobody may read only the superuser can copy.
            Kernel.SetMode($"{source}/{path}", Environment.IsPrivilegedProcess || path == "readonly/0555" ? path[^4..] : "500");
        }

        return source;
    }

    // Modes, times and further names that depend on nothing but the tree.
    private static void Dress(string source, TreeText tree)
    {
        var random = new Random(tree.ToString().Length);
        var entries = tree.Entries.ToList();
        foreach (var line in entries.Where(line => line.Kind == NixNodeModules.Posix.FileKind.File && random.Next(2) == 0))
        {
            var other = entries[random.Next(entries.Count)].Path;
            var name = $"{source}/{other[..Math.Max(other.LastIndexOf('/'), 0)]}/again{random.Next(3)}";
            if (!Kernel.Exists(name))
            {
                Kernel.MakeFurtherName($"{source}/{line.Path}", name);
            }
        }

        foreach (var line in entries.AsEnumerable().Reverse())
        {
            Kernel.SetModified($"{source}/{line.Path}", random.Next(int.MinValue, int.MaxValue), random.Next(1_000_000_000));
        }

        foreach (var line in entries.AsEnumerable().Reverse().Where(line => line.Kind != NixNodeModules.Posix.FileKind.Link))
        {
            // What nobody may read or enter only the superuser can copy.
            string[] modes =
            [
                "755",
                "555",
                "1777",
                "700",
                "500",
                .. Environment.IsPrivilegedProcess ? ["644", "0", "111"] : Array.Empty<string>(),
            ];
            Kernel.SetMode($"{source}/{line.Path}", modes[random.Next(modes.Length)]);
        }
    }
}
