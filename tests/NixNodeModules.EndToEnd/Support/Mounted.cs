using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>A file system that is mounted for a test: one in memory, one in a file, one over another.</summary>
internal sealed class Mounted : IDisposable
{
    private Mounted(string place) => Place = place;

    /// <summary>The directory where it is mounted.</summary>
    public string Place { get; }

    /// <summary>Mounts something at a new directory, given mount's own arguments; skips the test where that is not allowed.</summary>
    public static Mounted Make(string source, params string[] arguments) =>
        At(ScratchSpace.MakeDirectory("mounted"), source, arguments);

    /// <summary>The same at a place that is there.</summary>
    public static Mounted At(string place, string source, params string[] arguments)
    {
        Assert.SkipUnless(Unprivileged.IsNeeded, "a mount needs root");
        var mount = Tool.Try("mount", [.. arguments, source, place], environment: null, directory: null);
        Assert.SkipUnless(mount.Code == 0, $"cannot mount {string.Join(' ', arguments)} here: {mount.Error}");
        return new(place);
    }

    /// <summary>A new ext4 file system in a file, mounted through a loop device.</summary>
    public static Mounted Ext4(params string[] options)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/mkfs.ext4"), "mkfs.ext4 (e2fsprogs) is not installed");
        var image = Path.Combine(ScratchSpace.MakeDirectory("image"), "e.img");
        Tool.Run("truncate", "-s", "64m", image);
        Tool.Run("/usr/sbin/mkfs.ext4", ["-q", .. options, image]);
        return Make(image, "-o", "loop");
    }

    /// <summary>A new btrfs in a file, mounted through a loop device: one with reflinks and quotas.</summary>
    public static Mounted Btrfs()
    {
        Assert.SkipWhen(
            Tool.Try("bash", ["-c", "type mkfs.btrfs btrfs"], environment: null, directory: null).Code != 0,
            "mkfs.btrfs and btrfs (btrfs-progs) are not installed"
        );
        var image = Path.Combine(ScratchSpace.MakeDirectory("image"), "b.img");
        Tool.Run("truncate", "-s", "256m", image);
        Tool.Run("mkfs.btrfs", "-q", image);
        return Make(image, "-o", "loop");
    }

    public void Dispose() => Tool.Run("umount", Place);
}
