using System.CommandLine;

namespace NixNodeModules.Cli;

/// <summary>The command <c>why</c>: its options and how they are read.</summary>
internal static class WhyCommand
{
    private static readonly Argument<string> Name = new("NAME")
    {
        Description = "The package: its name, a glob of names, name@version, or a path in the workspace.",
    };

    private static readonly Option<bool> Prod = new("--prod") { Description = "Only ways without devDependencies." };

    /// <summary>The command; its action gives the exit code.</summary>
    public static Command Make()
    {
        var command = new Command("why", "Tell which projects need a package, and by what chain of dependencies and links.")
        {
            Name,
            SharedOptions.Root,
            Prod,
            SharedOptions.Format,
            SharedOptions.Verbose,
        };
        SharedOptions.RefuseUnknownOption(command, Name, given => $"A path of that name is ./{given}.");
        Name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }, ..])
            {
                result.AddError("NAME is empty. Is the variable set that it was to come from?");
            }
        });
        command.SetAction(parsed =>
            (int)
                Explanation.Run(
                    new()
                    {
                        Name = parsed.GetRequiredValue(Name),
                        Root = SharedOptions.ReadRoot(parsed),
                        Prod = parsed.GetValue(Prod),
                        Format = SharedOptions.Format.Read(parsed),
                        Verbose = parsed.GetValue(SharedOptions.Verbose),
                    }
                )
        );
        return command;
    }
}
