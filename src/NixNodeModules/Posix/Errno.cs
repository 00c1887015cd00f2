namespace NixNodeModules.Posix;

/// <summary>The errno values that decisions are made on (asm-generic/errno.h), and the name of any of them for a message.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int ENXIO = 6;
    public const int EBADF = 9;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int EMFILE = 24;
    public const int ENOTTY = 25;
    public const int EFBIG = 27;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int EMLINK = 31;
    public const int ENAMETOOLONG = 36;
    public const int ENOSYS = 38;
    public const int ENOTEMPTY = 39;
    public const int ELOOP = 40;
    public const int EOPNOTSUPP = 95;
    public const int EDQUOT = 122;

    /// <summary>The symbolic name, such as <c>ENOSPC</c>; <c>errno N</c> for one that no decision here knows.</summary>
    public static string Name(int errno) =>
        errno switch
        {
            EPERM => nameof(EPERM),
            ENOENT => nameof(ENOENT),
            EINTR => nameof(EINTR),
            EIO => nameof(EIO),
            ENXIO => nameof(ENXIO),
            EBADF => nameof(EBADF),
            EAGAIN => nameof(EAGAIN),
            EACCES => nameof(EACCES),
            EBUSY => nameof(EBUSY),
            EEXIST => nameof(EEXIST),
            EXDEV => nameof(EXDEV),
            ENOTDIR => nameof(ENOTDIR),
            EISDIR => nameof(EISDIR),
            EINVAL => nameof(EINVAL),
            EMFILE => nameof(EMFILE),
            ENOTTY => nameof(ENOTTY),
            EFBIG => nameof(EFBIG),
            ENOSPC => nameof(ENOSPC),
            EROFS => nameof(EROFS),
            EMLINK => nameof(EMLINK),
            ENAMETOOLONG => nameof(ENAMETOOLONG),
            ENOSYS => nameof(ENOSYS),
            ENOTEMPTY => nameof(ENOTEMPTY),
            ELOOP => nameof(ELOOP),
            EOPNOTSUPP => nameof(EOPNOTSUPP),
            EDQUOT => nameof(EDQUOT),
            _ => $"errno {errno}",
        };
}
