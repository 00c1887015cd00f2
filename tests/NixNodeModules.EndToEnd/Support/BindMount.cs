using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>A directory that is mounted a second time elsewhere.</summary>
internal sealed class BindMount : IDisposable
{
    private readonly string place;

    private BindMount(string place) => this.place = place;

    /// <summary>Mounts a directory at a place; skips the test where that is not allowed.</summary>
    public static BindMount Make(string directory, string place)
    {
        Assert.SkipUnless(Unprivileged.IsNeeded, "a bind mount needs root");
        var mount = Tool.Try("mount", ["--bind", directory, place], environment: null, directory: null);
        Assert.SkipUnless(mount.Code == 0, $"a bind mount cannot be made here: {mount.Error}");
        return new(place);
    }

    public void Dispose() => Tool.Run("umount", place);
}
