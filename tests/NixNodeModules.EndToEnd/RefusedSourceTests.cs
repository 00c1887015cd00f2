using System.Net.Sockets;
using Mono.Unix.Native;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Sources that are no workspace, or hold what cannot be exported.</summary>
public sealed class RefusedSourceTests
{
    [Theory]
    [InlineData("pnpm-lock.yaml", "pnpm install --frozen-lockfile")]
    [InlineData("bun.lock", "bun install --frozen-lockfile")]
    [InlineData("yarn.lock", "yarn install")]
    [InlineData("package-lock.json", "npm ci")]
    public void A_workspace_that_is_not_installed_gets_the_command_to_run(string lockfile, string command)
    {
        using var site = Site.Empty().File("package.json", "{}").File(lockfile);
        site.Refuses(2).Says("it has no node_modules", site.Repo, command);
    }

    [Fact]
    public void A_directory_that_is_no_workspace_is_refused()
    {
        using var site = Site.Empty().Directory("something");
        site.Refuses(2).Says("it has no node_modules", "--root");
    }

    [Fact]
    public void A_root_that_is_not_there_is_refused()
    {
        using var site = Site.Empty();
        site.Refuses(2).Says(site.Repo, "there is no such directory", "--root");
    }

    [Fact]
    public void A_root_that_is_a_file_is_refused()
    {
        using var site = Site.Empty();
        Kernel.WriteFile(site.Repo, "file\n");
        site.Refuses(2).Says(site.Repo, "it is not a directory", "--root");
    }

    [Theory]
    [InlineData("node_modules/fifo")]
    [InlineData("packages/lib/fifo")]
    public void A_fifo_is_refused_and_not_waited_for(string path)
    {
        using var site = Site.WithWorkspace();
        Kernel.Check(Syscall.mkfifo(site.PathOf(path), NativeConvert.FromOctalPermissionString("0644")), path);
        site.Refuses(3).Says($"{path}: a FIFO, socket or device");
    }

    [Fact]
    public void A_socket_is_refused()
    {
        using var site = Site.WithWorkspace();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(site.PathOf("node_modules/socket")));
        site.Refuses(3).Says("node_modules/socket: a FIFO, socket or device");
    }

    [Fact]
    public void A_device_is_refused()
    {
        using var site = Site.WithWorkspace();
        var mode = FilePermissions.S_IFCHR | NativeConvert.FromOctalPermissionString("0666");
        Assert.SkipWhen(
            Syscall.mknod(site.PathOf("node_modules/null"), mode, (1 << 8) | 3) != 0,
            $"a device cannot be made here: {Stdlib.GetLastError()}"
        );
        site.Refuses(3).Says("node_modules/null: a FIFO, socket or device");
    }

    [Fact]
    public void What_the_export_does_not_need_may_be_of_any_kind()
    {
        using var site = Site.WithWorkspace().Link("elsewhere/bad", "/etc/passwd").Link("elsewhere/broken", "nowhere");
        Kernel.Check(Syscall.mkfifo(site.PathOf("fifo"), NativeConvert.FromOctalPermissionString("0644")), "fifo");
        site.Exports();
        Assert.Equal(["node_modules", "packages"], Kernel.List(site.Out));
    }

    [Fact]
    public void A_file_that_must_not_be_read_ends_an_unprivileged_run_cleanly()
    {
        using var site = Site.WithWorkspace().File("node_modules/secret", "secret\n");
        Kernel.SetMode(site.PathOf("node_modules/secret"), "000");
        if (!Unprivileged.IsNeeded)
        {
            site.Refuses(1).Says("node_modules/secret", "EACCES");
            return;
        }

        using var someone = Unprivileged.In(site);
        site.Leaves(() => someone.Export().Ended(1).ExplainsItself()).Says("cannot read", "node_modules/secret", "EACCES");

        site.Exports();
        Assert.Equal([], TreeSnapshot.Of(site.PathOf("node_modules")).DifferencesTo(TreeSnapshot.Of($"{site.Out}/node_modules")));
    }

    [Fact]
    public void A_directory_that_must_not_be_read_ends_an_unprivileged_run_cleanly()
    {
        using var site = Site.WithWorkspace().File("node_modules/closed/file");
        Kernel.SetMode(site.PathOf("node_modules/closed"), "000");
        using var someone = Unprivileged.In(site);
        site.Leaves(() => someone.Export().Ended(1).ExplainsItself()).Says("node_modules/closed", "EACCES");
    }
}
