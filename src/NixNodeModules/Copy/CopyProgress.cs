namespace NixNodeModules.Copy;

/// <summary>How far a copy has come; written by all threads, read by whoever shows it.</summary>
internal sealed class CopyProgress
{
    private long files;
    private long bytes;
    private long linked;

    /// <summary>Files that have been made.</summary>
    public long Files => Interlocked.Read(ref files);

    /// <summary>Bytes that they hold.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>How many of the files are further names of the source's.</summary>
    public long Linked => Interlocked.Read(ref linked);

    /// <summary>Adds what one directory brought.</summary>
    public void Add(long moreFiles, long moreBytes, long moreLinked)
    {
        Interlocked.Add(ref linked, moreLinked);
        Interlocked.Add(ref files, moreFiles);
        Interlocked.Add(ref bytes, moreBytes);
    }
}
