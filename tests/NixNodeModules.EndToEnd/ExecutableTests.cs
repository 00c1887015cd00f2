using System.Buffers.Binary;
using System.Xml.Linq;
using NixNodeModules.EndToEnd.Support;
using Xunit;
using Executable = NixNodeModules.EndToEnd.Support.Binary;

namespace NixNodeModules.EndToEnd;

/// <summary>The file that people download: small, static, and all that is needed.</summary>
public sealed class ExecutableTests
{
    private const uint InterpreterSegment = 3; // PT_INTERP of elf(5)
    private const long NeededLibrary = 1; // DT_NEEDED
    private const uint DynamicSegment = 2; // PT_DYNAMIC

    [Fact]
    public void It_needs_no_interpreter_and_no_library()
    {
        var elf = File.ReadAllBytes(Executable.Path);
        Assert.Equal([0x7f, (byte)'E', (byte)'L', (byte)'F'], elf[..4]);
        var start = (int)BinaryPrimitives.ReadInt64LittleEndian(elf.AsSpan(0x20));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x36));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x38));
        Assert.InRange(count, 1, 100);
        for (var i = 0; i < count; i++)
        {
            var header = elf.AsSpan(start + (i * size), size);
            var type = BinaryPrimitives.ReadUInt32LittleEndian(header);
            Assert.NotEqual(InterpreterSegment, type);
            if (type == DynamicSegment)
            {
                var at = (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x08..]);
                var length = (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x20..]);
                for (var entry = 0; entry < length; entry += 16)
                {
                    Assert.NotEqual(NeededLibrary, BinaryPrimitives.ReadInt64LittleEndian(elf.AsSpan(at + entry)));
                }
            }
        }
    }

    [Fact]
    public void It_has_at_most_six_megabytes() => Assert.InRange(new FileInfo(Executable.Path).Length, 1_000_000, 6_000_000);

    [Fact]
    public void It_tells_the_version_that_the_build_has()
    {
        var version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Equal(new Outcome(0, version + "\n", ""), Executable.Run("--version"));
    }

    [Fact]
    public void It_runs_where_there_is_nothing_else()
    {
        Assert.SkipUnless(Unprivileged.IsNeeded, "chroot needs root");
        using var site = Site.WithWorkspace();
        File.Copy(Executable.Path, $"{site.Top}/nix-node-modules");
        var outcome = Tool.Try(
            "chroot",
            [site.Top, "/nix-node-modules", "export", "--root", "/repo", "--out", "/out", "--format", "json"],
            environment: null,
            directory: null
        );

        outcome.Ended(0);
        SelfContained.Check(site.Out);
        SameResolutions.Check(site.Repo, site.Out);
        Assert.Equal(["nix-node-modules", "out", "repo"], Kernel.List(site.Top));
    }

    [Fact]
    public void It_needs_nothing_of_its_environment()
    {
        using var site = Site.WithWorkspace();
        var arguments = (string[])["-i", Executable.Path, "export", "--root", site.Repo, "--out", site.Out];
        Tool.Try("env", arguments, environment: null, directory: "/").Ended(0);
        SelfContained.Check(site.Out);
    }

    [Fact]
    public void It_writes_no_file_but_the_output()
    {
        using var site = Site.WithWorkspace();
        Kernel.MakeDirectories($"{site.Top}/home");
        string[] places =
        [
            "HOME",
            "TMPDIR",
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME",
            "XDG_RUNTIME_DIR",
            "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
        ];
        Tool.Try(
                Executable.Path,
                ["export", "--root", site.Repo, "--out", site.Out],
                places.Select(place => KeyValuePair.Create(place, $"{site.Top}/home")),
                directory: $"{site.Top}/home"
            )
            .Ended(0);
        Assert.Equal(["home", "out", "repo"], Kernel.List(site.Top));
        Assert.Empty(Kernel.List($"{site.Top}/home"));
    }
}
