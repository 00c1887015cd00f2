namespace NixNodeModules.Posix;

/// <summary>
/// The process's umask out of the way while a tree is made, so that files are created with the mode that they keep; as it was when
/// disposed. For the whole process: nothing else may create files meanwhile.
/// </summary>
internal sealed class OpenUmask : IDisposable
{
    private readonly uint before = Libc.umask(0);

    public void Dispose() => _ = Libc.umask(before);
}
