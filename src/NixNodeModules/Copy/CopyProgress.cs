namespace NixNodeModules.Copy;

/// <summary>How far a copy has come; written by all threads, read by whoever shows it.</summary>
internal sealed class CopyProgress
{
    private long files;
    private long bytes;

    /// <summary>Files that have been copied.</summary>
    public long Files => Interlocked.Read(ref files);

    /// <summary>Bytes that have been copied.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Adds what one directory brought.</summary>
    public void Add(long moreFiles, long moreBytes)
    {
        Interlocked.Add(ref files, moreFiles);
        Interlocked.Add(ref bytes, moreBytes);
    }
}
