using Medallion.Shell;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>Programs of the machine: cp, node, setpriv.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program that has to succeed and gives what it wrote to standard output.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var outcome = Try(program, arguments, environment: null, directory: null);
        return outcome.Code == 0
            ? outcome.Output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)}: exit code {outcome.Code}\n{outcome.Output}{outcome.Error}"
            );
    }

    /// <summary>Runs a program to its end, however it ends.</summary>
    public static Outcome Try(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>>? environment,
        string? directory
    )
    {
        using var command = Start(program, arguments, environment, directory);
        var result = command.Result;
        return new(result.ExitCode, result.StandardOutput, result.StandardError);
    }

    /// <summary>Starts a program.</summary>
    public static Command Start(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>>? environment = null,
        string? directory = null
    )
    {
        var command = Command.Run(
            program,
            arguments,
            options =>
            {
                options.Timeout(Limit).ThrowOnError(false);
                if (environment is not null)
                {
                    options.EnvironmentVariables(environment);
                }

                if (directory is not null)
                {
                    options.WorkingDirectory(directory);
                }
            }
        );
        command.StandardInput.Dispose();
        return command;
    }
}
