namespace NixNodeModules.Posix;

/// <summary>The permission bits that an export gives its files and directories.</summary>
internal static class Permissions
{
    private const uint SetIdBits = 0xC00;

    /// <summary>What the owner needs to work in a directory: rwx.</summary>
    public const uint OwnerAll = 0x1C0;

    /// <summary>What the owner needs to look at a directory and at what is in it: r-x.</summary>
    public const uint OwnerRead = 0x140;

    /// <summary>A file's own bits without set-user-id and set-group-id: a copy belongs to somebody else.</summary>
    public static uint Of(in FileStatus status) => status.Mode & ~SetIdBits;
}
