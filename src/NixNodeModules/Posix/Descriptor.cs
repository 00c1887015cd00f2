using System.Runtime.InteropServices;

namespace NixNodeModules.Posix;

/// <summary>
/// An open file descriptor and the duty to close it, used with <c>using</c>. A struct, because an export opens two for each file
/// and a finalizable handle object for each would be the larger part of its garbage. Not to be copied past its scope.
/// </summary>
internal readonly struct Descriptor(int value) : IDisposable
{
    /// <summary>The descriptor's number, as the kernel gave it.</summary>
    public int Value { get; } = value;

    /// <summary>Closes without asking for errors: for descriptors that were only read from.</summary>
    public void Dispose() => _ = Libc.close(Value);

    /// <summary>
    /// Closes a descriptor that was written to and gives errno, 0 for success. Some file systems report a failed write only here
    /// (close(2)); the descriptor is gone either way, EINTR included, so there is nothing to repeat.
    /// </summary>
    public int CloseWritten() =>
        Libc.close(Value) == 0 || Marshal.GetLastPInvokeError() == Errno.EINTR ? 0 : Marshal.GetLastPInvokeError();
}
