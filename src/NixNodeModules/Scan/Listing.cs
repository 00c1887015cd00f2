using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>
/// What one directory holds: its entries sorted bytewise by name, and one block of bytes with their names and link texts, each
/// NUL-terminated so that it can be given to the kernel as it lies. Immutable.
/// </summary>
internal sealed class Listing
{
    private readonly Entry[] entries;
    private readonly byte[] text;

    /// <summary>Takes both arrays as its own: sorts the entries and numbers the directories among them.</summary>
    public Listing(Entry[] entries, byte[] text)
    {
        this.entries = entries;
        this.text = text;
        entries.AsSpan().Sort(new ByName(text));
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Kind == FileKind.Directory)
            {
                entries[i].Ordinal = DirectoryCount++;
            }
            else if (entries[i].Kind == FileKind.Link)
            {
                LinkCount++;
            }
        }
    }

    /// <summary>How many entries there are.</summary>
    public int Count => entries.Length;

    /// <summary>How many of them are directories.</summary>
    public int DirectoryCount { get; }

    /// <summary>How many of them are symlinks.</summary>
    public int LinkCount { get; }

    /// <summary>The names and link texts, NUL-terminated; <see cref="Entry.NameStart"/> and <see cref="Entry.TextStart"/> point into it.</summary>
    public ReadOnlySpan<byte> Text => text;

    /// <summary>The entry at a place.</summary>
    public ref readonly Entry this[int index] => ref entries[index];

    /// <summary>The name of the entry at a place, without its NUL.</summary>
    public ReadOnlySpan<byte> Name(int index) => text.AsSpan(entries[index].NameStart, entries[index].NameLength);

    /// <summary>The text of the link at a place, without its NUL.</summary>
    public ReadOnlySpan<byte> LinkText(int index) => text.AsSpan(entries[index].TextStart, entries[index].TextLength);

    /// <summary>The text of the link at a place, without its NUL.</summary>
    public ReadOnlyMemory<byte> LinkTextMemory(int index) => text.AsMemory(entries[index].TextStart, entries[index].TextLength);

    /// <summary>The place of the entry with this name; negative where there is none.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        int low = 0,
            high = entries.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Name(middle).SequenceCompareTo(name);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    private readonly struct ByName(byte[] text) : IComparer<Entry>
    {
        public int Compare(Entry x, Entry y) =>
            text.AsSpan(x.NameStart, x.NameLength).SequenceCompareTo(text.AsSpan(y.NameStart, y.NameLength));
    }
}
