using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>Collects the entries of one directory after another; its buffers are kept from one to the next.</summary>
internal sealed class ListingBuilder
{
    private Entry[] entries = new Entry[64];
    private byte[] text = new byte[4096];
    private int count;
    private int length;

    /// <summary>Adds an entry.</summary>
    public void Add(in FileStatus status, ReadOnlySpan<byte> name, ReadOnlySpan<byte> linkText = default)
    {
        if (count == entries.Length)
        {
            Array.Resize(ref entries, count * 2);
        }

        ref var added = ref entries[count++];
        added.Status = status;
        added.NameStart = Append(name);
        added.NameLength = (ushort)name.Length;
        added.TextStart = linkText.IsEmpty ? 0 : Append(linkText);
        added.TextLength = (ushort)linkText.Length;
    }

    /// <summary>Adds entry <paramref name="index"/> of another listing, by default with its own name and link text.</summary>
    public void AddFrom(Listing listing, int index, ReadOnlySpan<byte> linkText = default)
    {
        ref readonly var entry = ref listing[index];
        Add(
            entry.Status,
            listing.Name(index),
            linkText.IsEmpty && entry.Kind == FileKind.Link ? listing.LinkText(index) : linkText
        );
    }

    /// <summary>The listing of what was added, and an empty builder.</summary>
    public Listing Build()
    {
        var listing = new Listing(entries.AsSpan(0, count).ToArray(), text.AsSpan(0, length).ToArray());
        count = 0;
        length = 0;
        return listing;
    }

    private int Append(ReadOnlySpan<byte> bytes)
    {
        while (length + bytes.Length + 1 > text.Length)
        {
            Array.Resize(ref text, text.Length * 2);
        }

        var start = length;
        bytes.CopyTo(text.AsSpan(start));
        text[start + bytes.Length] = 0;
        length += bytes.Length + 1;
        return start;
    }
}
