using System.CommandLine;

namespace NixNodeModules.Cli;

/// <summary>One accepted word of an option, what it stands for and what it does.</summary>
internal sealed record Choice<T>(string Word, T Value, string Help);

/// <summary>Makes options that take one of a few words, the first being the default; help, completion and the message for a wrong word come from one list.</summary>
internal static class Choice
{
    /// <summary>The option <paramref name="name"/>.</summary>
    public static Option<T> Option<T>(string name, string description, params Choice<T>[] choices)
    {
        var words = string.Join("|", choices.Select(choice => choice.Word));
        var option = new Option<T>(name)
        {
            HelpName = words,
            Description = $"{description}\n{string.Join("\n", choices.Select((choice, i) => $"  {choice.Word}: {choice.Help}{(i == 0 ? " (default)" : "")}"))}",
            DefaultValueFactory = _ => choices[0].Value,
            CustomParser = result =>
            {
                var given = result.Tokens[^1].Value;
                var choice = choices.FirstOrDefault(choice => choice.Word == given);
                if (choice is null)
                {
                    result.AddError($"{name} cannot be '{Paths.Escaped.Text(given)}'; it is one of: {words.Replace("|", ", ", StringComparison.Ordinal)}.");
                    return default!;
                }

                return choice.Value;
            },
        };
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        return option;
    }
}
