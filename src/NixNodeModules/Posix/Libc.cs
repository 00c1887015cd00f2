namespace NixNodeModules.Posix;

/// <summary>
/// Bindings to libc, one file a C header, C names and C types. No policy: a call gives what libc gives (-1 and errno on failure).
/// Linked statically into the published binary (<c>DirectPInvoke</c>); paths and names are NUL-terminated bytes.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";
}
