using System.Runtime.InteropServices;

namespace NixNodeModules;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP as a request that work asks for at its borders, so that what has been begun is cleaned up first.
/// </summary>
internal sealed class Interruption(ExitCode code)
    : Failure(code, $"ended by signal {code - ExitCode.SignalBase}; nothing is left behind", "Run the command again.")
{
    private static volatile int signal;
    private static volatile bool isTooLate;

    // Held to the end of the process: one that is done and told its exit code is not ended by the kernel with another.
    private static PosixSignalRegistration[] registrations = [];

    /// <summary>Takes over the signals.</summary>
    public static void Listen() =>
        registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Request(context, 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Request(context, 15)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Request(context, 1)),
        ];

    /// <summary>From here on signals are not heard: what the run was for has been done, and what is left of it goes to its end.</summary>
    public static void Ignore() => isTooLate = true;

    /// <summary>Throws an <see cref="Interruption"/> when a signal has come; asked for at each directory, each file and each long copy's steps.</summary>
    public static void ThrowIfRequested()
    {
        if (signal != 0 && !isTooLate)
        {
            throw new Interruption(ExitCode.SignalBase + signal);
        }
    }

    private static void Request(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        signal = number;
    }
}
