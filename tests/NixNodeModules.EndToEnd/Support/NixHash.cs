namespace NixNodeModules.EndToEnd.Support;

/// <summary>The hash of a tree as Nix itself gives it.</summary>
internal static class NixHash
{
    private static readonly Lazy<bool> Found = new(() =>
    {
        try
        {
            Tool.Run("nix-hash", "--version");
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static string WhyNot => "nix-hash is needed, of Debian's nix-bin for one";

    public static bool IsThere => Found.Value;

    /// <summary>The hash in the form of subresource integrity. Asked for in base 16, since old ones have no --sri.</summary>
    public static string Of(string path) =>
        $"sha256-{Convert.ToBase64String(Convert.FromHexString(Tool.Run("nix-hash", "--type", "sha256", path).Trim()))}";
}
