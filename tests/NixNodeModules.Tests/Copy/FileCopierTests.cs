using System.Reflection;
using NixNodeModules.Copy;
using NixNodeModules.Posix;
using NixNodeModules.Tests.Trees;
using Xunit;
using Errno = NixNodeModules.Posix.Errno;

namespace NixNodeModules.Tests.Copy;

[Collection("Switches of the process")]
public sealed unsafe class FileCopierTests : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private static readonly FieldInfo CanCopyRange = typeof(FileCopier).GetField(
        "canCopyRange",
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    private readonly TempDirectory temp = new();
    private readonly string from;
    private readonly string to;

    public FileCopierTests() => (from, to) = (temp.Fresh(), temp.Fresh());

    public void Dispose()
    {
        CanCopyRange.SetValue(null, true);
        temp.Dispose();
    }

    [Theory]
    [CombinedSizes]
    public void Bytes_mode_and_time_are_those_of_the_source(int size, bool byRange, long seconds, long nanoseconds)
    {
        CanCopyRange.SetValue(null, byRange);
        var bytes = Bytes(size);
        File.WriteAllBytes($"{from}/f", bytes);
        Kernel.SetMode($"{from}/f", "6751");
        Kernel.SetModified($"{from}/f", seconds, nanoseconds);
        Assert.Equal(CopyOutcome.Done, Copy(Seen()));
        Assert.Equal(bytes, File.ReadAllBytes($"{to}/f"));
        Assert.Equal("751", Kernel.ModeOf($"{to}/f"));
        var copied = Kernel.Look($"{to}/f");
        Assert.Equal((seconds, nanoseconds), (copied.st_mtime, copied.st_mtime_nsec));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BufferSize - 1)]
    [InlineData(BufferSize)]
    [InlineData(BufferSize + 1)]
    [InlineData(3 * BufferSize)]
    public void A_file_that_is_no_longer_what_was_seen_is_a_change_of_the_source(int size)
    {
        var file = $"{from}/f";
        var changes = new Action[]
        {
            () => File.AppendAllText(file, "more"),
            () => File.AppendAllText(file, new string('m', BufferSize)),
            () => File.WriteAllBytes(file, Bytes(size / 2 + (size == 0 ? 1 : 0))),
            () => Kernel.SetModified(file, 1000, 1),
            Replace,
            () =>
            {
                File.Delete(file);
                Kernel.MakeFifo(file);
            },
        };
        foreach (var change in changes)
        {
            File.Delete(file);
            File.Delete($"{to}/f");
            File.WriteAllBytes(file, Bytes(size));
            Kernel.SetModified(file, 1000);
            var seen = Seen();
            change();
            Assert.Equal(CopyOutcome.SourceChanged, Copy(seen));
        }

        // Another file with the same bytes and the same time.
        void Replace()
        {
            File.WriteAllBytes($"{from}/other", Bytes(size));
            Kernel.SetModified($"{from}/other", 1000);
            Kernel.Rename($"{from}/other", file);
        }
    }

    [Fact]
    public void A_further_name_made_meanwhile_is_no_change()
    {
        File.WriteAllText($"{from}/f", "text");
        var seen = Seen();
        Kernel.MakeFurtherName($"{from}/f", $"{from}/g");
        Assert.Equal(CopyOutcome.Done, Copy(seen));
    }

    [Fact]
    public void A_link_in_place_of_the_source_is_not_followed()
    {
        File.WriteAllText($"{from}/f", "text");
        var seen = Seen();
        Kernel.Rename($"{from}/f", $"{from}/g");
        Kernel.MakeLink("g", $"{from}/f");
        var copier = new FileCopier(OutputTimes.Preserved);
        Assert.Equal(CopyOutcome.SourceFailed, Copy(seen, copier));
        Assert.Equal(("openat", Errno.ELOOP), (copier.Call, copier.Error));
        Assert.False(Kernel.Exists($"{to}/f"));
    }

    [Fact]
    public void Nothing_that_is_there_is_written_over_and_no_link_written_through()
    {
        File.WriteAllText($"{from}/f", "text");
        var victim = temp["victim"];
        foreach (
            var plant in new Action[] { () => File.WriteAllText($"{to}/f", "kept"), () => Kernel.MakeLink(victim, $"{to}/f") }
        )
        {
            File.Delete($"{to}/f");
            plant();
            var copier = new FileCopier(OutputTimes.Preserved);
            Assert.Equal(CopyOutcome.DestinationFailed, Copy(Seen(), copier));
            Assert.Equal(Errno.EEXIST, copier.Error);
        }

        Assert.False(Kernel.Exists(victim));
    }

    private FileStatus Seen()
    {
        using var held = TempDirectory.Hold(from);
        Assert.True(FileSystem.TryStatName(held.Fd, "f\0"u8, out var status));
        return status;
    }

    private CopyOutcome Copy(in FileStatus seen, FileCopier? copier = null)
    {
        using var source = TempDirectory.Hold(from);
        using var target = TempDirectory.Hold(to);
        fixed (byte* name = "f\0"u8)
        {
            return (copier ?? new(OutputTimes.Preserved)).Copy(source.Fd, target.Fd, name, seen);
        }
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private sealed class CombinedSizesAttribute : Xunit.v3.DataAttribute
    {
        public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
            MethodInfo testMethod,
            Xunit.Sdk.DisposalTracker disposalTracker
        )
        {
            var rows = new List<ITheoryDataRow>();
            foreach (var size in new[] { 0, 1, BufferSize - 1, BufferSize, BufferSize + 1, 5_000_001 })
            {
                rows.Add(new TheoryDataRow(size, true, -1L, 999_999_999L));
                rows.Add(new TheoryDataRow(size, false, 16_725_225_600L, 1L));
            }

            return new(rows);
        }

        public override bool SupportsDiscoveryEnumeration() => true;
    }
}
