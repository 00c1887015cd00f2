namespace NixNodeModules.Publish;

/// <summary>Names of files that often hold passwords and tokens: an export that takes one out warns of it.</summary>
internal static class Secrets
{
    /// <summary>
    /// Whether a file of this name is warned of: <c>.env</c> and <c>.env.*</c> but for templates (<c>.env.example</c>), <c>.npmrc</c> (it may
    /// hold a token), <c>.netrc</c>.
    /// </summary>
    public static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith(".env"u8) && (name.Length == 4 || name[4] == (byte)'.'))
        {
            return !IsTemplate(name[(name.LastIndexOf((byte)'.') + 1)..]);
        }

        return name.SequenceEqual(".npmrc"u8) || name.SequenceEqual(".netrc"u8);
    }

    private static bool IsTemplate(ReadOnlySpan<byte> ending) =>
        ending.SequenceEqual("example"u8)
        || ending.SequenceEqual("sample"u8)
        || ending.SequenceEqual("template"u8)
        || ending.SequenceEqual("defaults"u8)
        || ending.SequenceEqual("dist"u8);
}
