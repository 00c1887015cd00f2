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
        HelpName = string.Join('|', choices.Select(choice => choice.Word));
        Description = $"{description}\n{string.Join('\n', choices.Select(choice => $"  {choice.Word}: {choice.Help}"))}\n ";
        DefaultValueFactory = _ => choices[0].Word;
        CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        Validators.Add(result =>
        {
            var given = result.Tokens.Count > 0 ? result.Tokens[^1].Value : choices[0].Word;
            if (Array.TrueForAll(choices, choice => choice.Word != given))
            {
                // UsageFailure escapes the whole message.
                result.AddError(
                    $"{name} cannot be '{given}'; it is one of: {HelpName.Replace("|", ", ", StringComparison.Ordinal)}.{Suggestion.Sentence(given, choices.Select(choice => choice.Word))}"
                );
            }
        });
    }

    /// <summary>What was chosen.</summary>
    public T Read(ParseResult parsed)
    {
        var word = parsed.GetRequiredValue(this);
        return Array.Find(choices, choice => choice.Word == word)!.Value;
    }
}
