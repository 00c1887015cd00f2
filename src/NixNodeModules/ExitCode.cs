namespace NixNodeModules;

/// <summary>What the process ends with; written down for scripts in the README.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>The environment failed: an I/O error, a full disk, a missing permission.</summary>
    Failed = 1,

    /// <summary>The command line is wrong, or the output is refused.</summary>
    Usage = 2,

    /// <summary>The source is refused, or there are findings.</summary>
    Refused = 3,

    /// <summary>The source changed while it was being read.</summary>
    SourceChanged = 4,

    /// <summary>Ended by signal n: 128 + n.</summary>
    SignalBase = 128,
}
