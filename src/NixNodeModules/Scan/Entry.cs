using System.Runtime.InteropServices;
using NixNodeModules.Posix;

namespace NixNodeModules.Scan;

/// <summary>
/// One entry of a directory, packed into 48 bytes: a workspace has tens of thousands. The name and a link's text lie in the
/// <see cref="Listing"/> that holds the entry.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct Entry
{
    /// <summary>The metadata; of a link itself, not of its target.</summary>
    public FileStatus Status;

    /// <summary>Where the name starts in the listing's text.</summary>
    public int NameStart;

    private int place;

    /// <summary>For a link: where its text starts in the listing's text.</summary>
    public int TextStart
    {
        readonly get => place;
        set => place = value;
    }

    /// <summary>For a directory: its place among the listing's directories.</summary>
    public int Ordinal
    {
        readonly get => place;
        set => place = value;
    }

    /// <summary>The name's length in bytes.</summary>
    public ushort NameLength;

    /// <summary>A link text's length in bytes, at most 4095.</summary>
    public ushort TextLength;

    /// <summary>What the entry is.</summary>
    public readonly FileKind Kind => Status.Kind;
}
