using System.Collections.Concurrent;
using NixNodeModules.Paths;
using NixNodeModules.Posix;
using NixNodeModules.Scan;

namespace NixNodeModules.Verify;

/// <summary>
/// Compares finished directories, as the kernel lists them, with their plan: names and kinds. What files and links hold needs no second
/// look: each was made anew, and the kernel has taken every byte. Which names a directory then really has is the file system's to say
/// (letters' case, normal forms), and anybody's who may write there. Not times and modes, which some file systems keep only roughly.
/// </summary>
internal sealed class Comparison
{
    private readonly ConcurrentBag<Finding> findings = [];

    /// <summary>Where what was compared differs, in bytewise order of paths.</summary>
    public IReadOnlyList<Finding> Findings => [.. findings.OrderBy(finding => finding.Path)];

    /// <summary>Compares one directory with its plan; may be called by several threads. Throws <see cref="PosixFailure"/> where it cannot be listed.</summary>
    /// <param name="planned">The plan.</param>
    /// <param name="finished">A descriptor of the finished directory that has not been read from.</param>
    /// <param name="path">The path of the tree's top, for messages.</param>
    /// <param name="buffer">Room for names.</param>
    public void Add(DirectoryNode planned, int finished, BytePath path, Span<byte> buffer)
    {
        if (IsAsPlanned(planned, finished, path, buffer))
        {
            return;
        }

        foreach (var finding in Differences(planned, Read(planned, finished, path, buffer)))
        {
            findings.Add(finding);
        }
    }

    /// <summary>Where a directory differs from its plan.</summary>
    public static IEnumerable<Finding> Differences(DirectoryNode planned, Listing found)
    {
        var wanted = planned.Listing!;
        for (var i = 0; i < wanted.Count; i++)
        {
            var index = found.Find(wanted.Name(i));
            if (index < 0)
            {
                yield return Unplanned(planned.PathOf(i), "it is missing");
            }
            else if (found[index].Kind != wanted[i].Kind)
            {
                yield return Unplanned(planned.PathOf(i), "it is not what was written there");
            }
        }

        for (var i = 0; i < found.Count; i++)
        {
            if (wanted.Find(found.Name(i)) < 0)
            {
                yield return Unplanned(planned.Path.Join(found.Name(i)), "somebody else put it there");
            }
        }
    }

    // What nearly all directories are needs nothing to be kept. A name that the kernel lists twice is counted twice.
    private static bool IsAsPlanned(DirectoryNode planned, int finished, BytePath path, Span<byte> buffer)
    {
        var listing = planned.Listing!;
        var count = 0;
        var reader = new DirectoryReader(finished, buffer);
        while (reader.MoveNext())
        {
            var index = listing.Find(reader.Name);
            if (index < 0 || KindOf(finished, reader) != listing[index].Kind)
            {
                return false;
            }

            count++;
        }

        ThrowIfFailed(reader, planned, path);
        return count == listing.Count;
    }

    private static Listing Read(DirectoryNode planned, int finished, BytePath path, Span<byte> buffer)
    {
        var builder = new ListingBuilder();
        using var again = Again(planned, finished, path);
        var reader = new DirectoryReader(again.Value, buffer);
        while (reader.MoveNext())
        {
            builder.Add(new() { Kind = KindOf(again.Value, reader) }, reader.Name);
        }

        ThrowIfFailed(reader, planned, path);
        return builder.Build();
    }

    private static unsafe Descriptor Again(DirectoryNode planned, int finished, BytePath path)
    {
        fixed (byte* name = ".\0"u8)
        {
            var fd = FileSystem.TryOpenDirectory(finished, name);
            if (fd < 0)
            {
                PosixFailure.Throw("cannot open the directory", path.Join(planned.Path.Span), "openat");
            }

            return new(fd);
        }
    }

    // One that has gone meanwhile is no kind that a plan has.
    private static FileKind KindOf(int directory, in DirectoryReader reader) =>
        reader.Kind ?? (FileSystem.TryStatName(directory, reader.Name, out var status) ? status.Kind : FileKind.Special);

    private static void ThrowIfFailed(in DirectoryReader reader, DirectoryNode planned, BytePath path)
    {
        if (reader.Error != 0)
        {
            throw new PosixFailure("cannot read the directory", path.Join(planned.Path.Span), "getdents64", reader.Error);
        }
    }

    private static Finding Unplanned(BytePath path, string reason) => new(FindingKind.Unplanned, path, null, reason);
}
