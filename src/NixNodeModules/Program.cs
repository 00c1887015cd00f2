using System.Reflection;
using NixNodeModules.Cli;

namespace NixNodeModules;

internal static class Program
{
    /// <summary>The version, as in Directory.Build.props.</summary>
    public static string Version { get; } =
        typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static int Main(string[] args)
    {
        Posix.FileSystem.OpenStandardStreams();
        // No response files: @shop/web is the name of a package, not of a file with more arguments in it.
        var parsed = CommandLine.Make().Parse(args, new() { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            return (int)Output.Fail(UsageFailure.From(parsed));
        }

        try
        {
            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Failure failure)
        {
            return (int)Output.Fail(failure);
        }
        catch (Exception exception)
        {
            return (int)
                Output.Fail(
                    new Failure(
                        ExitCode.Failed,
                        $"nix-node-modules met something it was not made for: {exception.GetType().Name}: {exception.Message}",
                        "Please report this with the command line and, if you can, the workspace."
                    )
                );
        }
    }
}
