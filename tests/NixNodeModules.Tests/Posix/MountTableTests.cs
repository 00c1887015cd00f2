using NixNodeModules.Paths;
using NixNodeModules.Posix;
using Xunit;

namespace NixNodeModules.Tests.Posix;

public sealed class MountTableTests
{
    [Theory]
    [InlineData("/srv/out", "/srv/out/a b\\")]
    [InlineData("/srv", "/srv/out/a b\\")]
    [InlineData("/srv/ou", null)]
    [InlineData("/srv/out/a b\\", null)]
    [InlineData("/other", null)]
    public void A_mount_below_a_directory_is_found(string directory, string? place)
    {
        var table = "22 1 0:5 / / rw shared:1 - ext4 /dev/a rw\n23 22 0:6 /x /srv/out/a\\040b\\134 rw - tmpfs none rw\n"u8;
        var found = MountTable.FindBelow(BytePath.FromText(directory), table);
        Assert.Equal(place is null ? null : BytePath.FromText(place), found);
    }

    [Fact]
    public void The_root_holds_all_mounts() => Assert.NotNull(MountTable.FindBelow(BytePath.FromText("/")));
}
