namespace NixNodeModules.Workspace;

/// <summary>The names under which version control keeps its own data at a workspace's root.</summary>
internal static class VersionControl
{
    /// <summary>Whether a name is one of those.</summary>
    public static bool IsName(ReadOnlySpan<byte> name) =>
        name.SequenceEqual(".git"u8)
        || name.SequenceEqual(".hg"u8)
        || name.SequenceEqual(".svn"u8)
        || name.SequenceEqual(".jj"u8)
        || name.SequenceEqual(".sl"u8)
        || name.SequenceEqual(".bzr"u8)
        || name.SequenceEqual("_darcs"u8)
        || name.SequenceEqual("CVS"u8);
}
