namespace NixNodeModules.Report;

/// <summary>Text for people: coloured and cut to the width of a terminal where it goes to one, plain and whole everywhere else.</summary>
/// <param name="writer">Takes the text.</param>
/// <param name="isColoured">Whether colours are wanted there.</param>
/// <param name="width">Columns that a line of a list may have.</param>
/// <param name="isWhole">Whether lists are given in full.</param>
internal sealed class Page(TextWriter writer, bool isColoured = false, int width = int.MaxValue, bool isWhole = false)
{
    // A few are told one by one; the JSON report has them all.
    private const int Most = 12;

    /// <summary>A page for standard output, as the terminal there, or the log, takes it.</summary>
    public static Page OnOutput(TextWriter writer, bool isWhole) =>
        new(writer, Colour.IsOnOutput, Console.IsOutputRedirected || isWhole ? int.MaxValue : Console.WindowWidth, isWhole);

    public void WriteLine(string line) => writer.WriteLine(line);

    /// <summary>Writes a titled list, unless it is empty; a long one is cut.</summary>
    public void WriteList(string title, IReadOnlyList<string> items)
    {
        if (items.Count > 0)
        {
            WriteLine($"  {title}:");
            WriteItems(items);
        }
    }

    /// <summary>Writes the items of a list; a long one is cut.</summary>
    public void WriteItems(IReadOnlyList<string> items)
    {
        var count = isWhole || items.Count <= Most ? items.Count : Most - 1;
        foreach (var item in items.Take(count))
        {
            var line = $"    {item}";
            writer.WriteLine(line.Length > width && width > 8 ? $"{line.AsSpan(0, width - 1)}…" : line);
        }

        if (count < items.Count)
        {
            writer.WriteLine($"    and {items.Count - count} more; --verbose lists all");
        }
    }

    /// <summary>A word for what is wrong.</summary>
    public string Bad(string word) => Colour.Red(word, isColoured);

    /// <summary>A word for what is as it should be.</summary>
    public string Good(string word) => Colour.Green(word, isColoured);

    /// <summary>A word to find things by.</summary>
    public string Strong(string word) => Colour.Bold(word, isColoured);
}
