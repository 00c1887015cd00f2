namespace NixNodeModules.Report;

/// <summary>Standard error, which nobody has to be able to read: what cannot be said there is not said, and the run goes on.</summary>
internal static class StandardError
{
    /// <summary>Writes a text; a full or closed standard error takes none.</summary>
    public static void Write(string text)
    {
        try
        {
            Console.Error.Write(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is no other place to say so.
        }
    }
}
