using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using NixNodeModules.Posix;
using NixNodeModules.Tests.Trees;
using Xunit;

namespace NixNodeModules.Tests.Posix;

/// <summary>Every constant and every structure of the bindings, found by reflection, against what the machine's C compiler says.</summary>
public sealed class LibcTests
{
    private const string Headers = """
        #define _GNU_SOURCE
        #include <dirent.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <linux/fs.h>
        #include <linux/openat2.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <sys/ioctl.h>
        #include <sys/resource.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <time.h>
        #define SAY(name, value) printf("%s %llu\n", name, (unsigned long long)(value))

        """;

    private const BindingFlags Own = BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly;

    [Fact]
    public void Constants_sizes_and_offsets_are_those_of_the_C_compiler()
    {
        Assert.SkipUnless(HasCompiler(), "there is no C compiler (cc)");
        var ours = Constants().Concat(Layouts()).ToList();
        var expected = Compile(ours.Select(one => one.C));
        Assert.Equal(expected, ours.Select(one => $"{one.C} {one.Value}"));

        // What the bindings are made of must have been among them.
        Assert.Superset(
            new HashSet<string>([
                "O_NOFOLLOW",
                "AT_FDCWD",
                "RESOLVE_BENEATH",
                "RENAME_EXCHANGE",
                "FICLONE",
                "SYS_openat2",
                "UTIME_OMIT",
                "EOPNOTSUPP",
            ]),
            ours.Select(one => one.C).ToHashSet()
        );
        Assert.Contains("offsetof(struct statx, stx_mtime.tv_nsec)", ours.Select(one => one.C));
        Assert.Contains("sizeof(struct open_how)", ours.Select(one => one.C));
    }

    private static IEnumerable<(string C, ulong Value)> Constants()
    {
        foreach (var field in typeof(Libc).GetFields(Own).Concat(typeof(Errno).GetFields(Own)))
        {
            var name = field.Name switch
            {
                nameof(Libc.DirentReclenOffset) => "offsetof(struct dirent64, d_reclen)",
                nameof(Libc.DirentTypeOffset) => "offsetof(struct dirent64, d_type)",
                nameof(Libc.DirentNameOffset) => "offsetof(struct dirent64, d_name)",
                var other => other,
            };
            yield return (
                name,
                field.GetValue(null) switch
                {
                    nuint value => value,
                    ulong value => value,
                    var value => unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture)),
                }
            );
        }
    }

    private static IEnumerable<(string C, ulong Value)> Layouts()
    {
        foreach (var type in typeof(Libc).GetNestedTypes().Where(type => type.IsValueType))
        {
            var name = type == typeof(Libc.statx_t) ? "struct statx" : $"struct {type.Name}";
            yield return ($"sizeof({name})", (ulong)Marshal.SizeOf(type));
            foreach (var (field, offset) in Fields(type))
            {
                yield return ($"offsetof({name}, {field})", offset);
            }
        }
    }

    private static IEnumerable<(string Field, ulong Offset)> Fields(Type type)
    {
        foreach (
            var field in type.GetFields()
                .Where(field => !field.Name.StartsWith("pad", StringComparison.Ordinal) && field.Name != "reserved")
        )
        {
            var offset = (ulong)Marshal.OffsetOf(type, field.Name);
            yield return (field.Name, offset);
            foreach (var (inner, further) in field.FieldType.IsPrimitive ? [] : Fields(field.FieldType))
            {
                yield return ($"{field.Name}.{inner}", offset + further);
            }
        }
    }

    private static string[] Compile(IEnumerable<string> expressions)
    {
        using var temp = new TempDirectory();
        var program = new StringBuilder(Headers).Append("int main(void) {\n");
        foreach (var expression in expressions)
        {
            program.Append(CultureInfo.InvariantCulture, $"    SAY(\"{expression}\", {expression});\n");
        }

        File.WriteAllText(temp["say.c"], program.Append("    return 0;\n}\n").ToString());
        Run("cc", "-o", temp["say"], temp["say.c"]);
        return Run(temp["say"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool HasCompiler() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(directory => File.Exists(Path.Combine(directory, "cc")));

    private static string Run(string command, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
