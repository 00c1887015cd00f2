namespace NixNodeModules;

/// <summary>
/// The end of a run in words for a person: <see cref="Exception.Message"/> says what was being done, to which path and why it failed;
/// <paramref name="next"/> says what to do about it.
/// </summary>
internal class Failure(ExitCode code, string message, string next) : Exception(message)
{
    /// <summary>The process's exit code.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>Why it failed and no more, for reports that say the rest themselves; null where the message says it only as a whole.</summary>
    public string? Why { get; init; }

    /// <summary>The next step, a whole sentence.</summary>
    public string Next { get; } = next;
}
