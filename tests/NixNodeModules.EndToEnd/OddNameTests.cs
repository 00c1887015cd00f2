using System.Text;
using System.Text.Json;
using Mono.Unix;
using NixNodeModules.EndToEnd.Support;
using Xunit;

namespace NixNodeModules.EndToEnd;

/// <summary>Names that are bytes and not text, in files, directories, links and link texts.</summary>
public sealed class OddNameTests
{
    // Spelled as escapes: a test's own name must not carry them.
    public static TheoryData<string> Names { get; } =
        new(
            @"line\nbreak",
            @"\x1b[31mred\x1b[0m",
            @"\xff\xfe",
            @"half \xc3",
            @"-rf",
            @"--out=x",
            @"back\\slash\\n",
            @"tab\tand\rreturn\x01",
            @"quote ' "" $HOME `id` *?[",
            @"größe ☃ 日本",
            @"\xe2\x80\xaelanguages",
            @" ",
            @"\xed\xa0\x80 surrogate"
        );

    [Theory, MemberData(nameof(Names))]
    public void Every_name_keeps_its_bytes(string escaped) => CheckName(Unescape(escaped));

    [Fact]
    public void Names_of_255_bytes_keep_them() => CheckName(new string('n', 255));

    [Fact]
    public void Names_of_255_bytes_that_are_no_text_keep_them() => CheckName(Decode([.. Enumerable.Repeat((byte)0xfe, 255)]));

    [Fact]
    public void Names_that_differ_only_in_case_or_composition_stay_apart()
    {
        using var site = Site.WithWorkspace();
        string[] names = ["readme", "README", "é", "e\u0301"];
        Array.ForEach(names, name => site.File($"node_modules/pkg/{name}", name));
        site.Exports();
        Assert.All(names, name => Assert.Equal(name, File.ReadAllText($"{site.Out}/node_modules/pkg/{name}")));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_refusal_shows_every_name_escaped(string escaped)
    {
        using var site = Site.WithWorkspace().Link($"node_modules/{Unescape(escaped)}", $"no/{Unescape(escaped)}");
        site.Refuses(3).Says($"node_modules/{escaped} -> no/{escaped}: ");
    }

    [Theory, MemberData(nameof(Names))]
    public void Root_and_output_may_have_such_names(string escaped)
    {
        using var site = Site.WithWorkspace();
        var name = Unescape(escaped);
        Kernel.MakeLink("repo", $"{site.Top}/r{name}");

        // Bytes that are no text cannot go through .NET's command lines; a shell passes them on as they are.
        var octal = string.Concat(
            UnixEncoding.Instance.GetBytes(name).Select(value => $"\\{Convert.ToString(value, 8).PadLeft(3, '0')}")
        );
        var outcome = Tool.Try(
            "sh",
            ["-c", "n=$(printf \"$1.\"); n=${n%.}; exec \"$2\" export --root=\"./r$n\" --out=\"$n\"", "sh", octal, Binary.Path],
            environment: null,
            directory: site.Top
        );
        if (Encoding.UTF8.GetString(UnixEncoding.Instance.GetBytes(name)).Contains('\uFFFD', StringComparison.Ordinal))
        {
            // Such bytes do not reach a .NET program. Better refused than written to a place of another name.
            outcome.Ended(2).ExplainsItself().Says("no UTF-8");
            Assert.Equal(new HashSet<string>(["repo", $"r{name}"], StringComparer.Ordinal), [.. Kernel.List(site.Top)]);
            return;
        }

        outcome.Ended(0);
        Assert.StartsWith($"exported to {escaped} (", outcome.Output, StringComparison.Ordinal);
        SelfContained.Check($"{site.Top}/{name}");
    }

    private static void CheckName(string name)
    {
        using var site = Site.WithWorkspace()
            .File($"node_modules/{name}", "file")
            .File($"node_modules/pkg/{name}/{name}", "below")
            .File($"shared/{name}/{name}", "shared")
            .Link($"node_modules/pkg/link/{name}", $"../{name}")
            .Link("node_modules/pkg/to-shared", $"../../shared/{name}")
            .Link("packages/lib/through", $"../../shared/{name}/../{name}/{name}");
        var outcome = site.Exports("--format", "json");

        var (source, output) = (TreeSnapshot.Of(site.Repo), TreeSnapshot.Of(site.Out));
        Assert.Equal([], ExpectedTree.Of(source, ["", "packages/lib"]).Differences(output));
        Assert.Equal([], SameResolutions.Findings(source, output));
        Assert.Contains($"shared/{name}/{name}", output.Nodes.Keys, StringComparer.Ordinal);

        using var report = JsonDocument.Parse(outcome.Output);
        var reported = report
            .RootElement.GetProperty("links")
            .EnumerateArray()
            .Select(link => Unescape(link.GetProperty("path").GetString()!));
        Assert.Equal(output.Links.Order(StringComparer.Ordinal), reported.Order(StringComparer.Ordinal));
    }

    // The bytes that an escaped name stands for, as one of Mono's strings.
    private static string Unescape(string escaped)
    {
        var bytes = new List<byte>();
        var text = Encoding.UTF8.GetBytes(escaped);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != (byte)'\\')
            {
                bytes.Add(text[i]);
                continue;
            }

            i++;
            bytes.Add(
                text[i] switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    (byte)'x' => Convert.ToByte(Encoding.ASCII.GetString(text, i + 1, 2), 16),
                    var itself => itself,
                }
            );
            i += text[i] == (byte)'x' ? 2 : 0;
        }

        return Decode([.. bytes]);
    }

    private static string Decode(byte[] bytes) => UnixEncoding.Instance.GetString(bytes);
}
