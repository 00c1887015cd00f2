using System.CommandLine;

namespace NixNodeModules.Cli;

/// <summary>One accepted word of an option, what it stands for and what it does.</summary>
internal sealed record Choice<T>(string Word, T Value, string Help);

/// <summary>
/// An option that takes one of a few words, the first being the default; help, completion and the message for a wrong word come from
/// one list. The option itself holds the word, so that help shows the default as it is typed.
/// </summary>
internal sealed class ChoiceOption<T> : Option<string>
{
    private readonly Choice<T>[] choices;

    /// <summary>The option <paramref name="name"/>.</summary>
    public ChoiceOption(string name, string description, params Choice<T>[] choices)
        : base(name)
    {
        this.choices = choices;
        Choices.Describe(this, description, choices);
        DefaultValueFactory = _ => choices[0].Word;
    }

    /// <summary>What was chosen.</summary>
    public T Read(ParseResult parsed)
    {
        var word = parsed.GetRequiredValue(this);
        return Array.Find(choices, choice => choice.Word == word)!.Value;
    }
}

/// <summary>What options of either kind say of their words.</summary>
internal static class Choices
{
    /// <summary>Gives an option its help, its completion and the message for a wrong word.</summary>
    public static TOption Describe<TOption, T>(TOption option, string description, params Choice<T>[] choices)
        where TOption : Option
    {
        option.HelpName = string.Join('|', choices.Select(choice => choice.Word));
        option.Description =
            $"{description}\n{string.Join('\n', choices.Select(choice => $"  {choice.Word}: {choice.Help}"))}\n ";
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        option.Validators.Add(result =>
        {
            foreach (var given in result.Tokens.Select(token => token.Value))
            {
                if (Array.TrueForAll(choices, choice => choice.Word != given))
                {
                    // UsageFailure escapes the whole message.
                    result.AddError(
                        $"{option.Name} cannot be '{given}'; it is one of: {option.HelpName.Replace("|", ", ", StringComparison.Ordinal)}.{Suggestion.Sentence(given, choices.Select(choice => choice.Word))}"
                    );
                }
            }
        });
        return option;
    }
}
