using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>
/// Runs the executable under ptrace(2), so that the kernel copies less than it is asked for and says so truly: strace can only let a call
/// lie about what it has done.
/// </summary>
internal static class ShortCopies
{
    // The first copy_file_range gets another length (r8), the second is none (orig_rax -1) and gives what is asked for, or is short too. With
    // one worker the main thread, which is the only one that is traced, makes them.
    private const string Script = """
        import ctypes, os, signal, sys
        then, length = sys.argv[1], int(sys.argv[2])
        libc = ctypes.CDLL(None, use_errno=True)
        libc.ptrace.argtypes = [ctypes.c_long] * 4
        libc.ptrace.restype = ctypes.c_long
        TRACEME, GETREGS, SETREGS, SYSCALL, SETOPTIONS = 0, 12, 13, 24, 0x4200
        R8, RAX, ORIG_RAX, COPY_FILE_RANGE = 9, 10, 15, 326
        pid = os.fork()
        if pid == 0:
            libc.ptrace(TRACEME, 0, 0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            os.execv(sys.argv[3], sys.argv[3:])
        os.waitpid(pid, 0)
        libc.ptrace(SETOPTIONS, pid, 0, 1)
        regs = (ctypes.c_ulonglong * 27)()
        seen, entering, give, results = 0, True, None, []
        pending = 0
        while True:
            libc.ptrace(SYSCALL, pid, 0, pending)
            _, status = os.waitpid(pid, 0)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                break
            stopped = os.WSTOPSIG(status)
            if stopped != signal.SIGTRAP | 0x80:
                pending = 0 if stopped == signal.SIGTRAP else stopped
                continue
            pending = 0
            libc.ptrace(GETREGS, pid, 0, ctypes.addressof(regs))
            if entering:
                is_copy = regs[ORIG_RAX] == COPY_FILE_RANGE
                seen += is_copy
                if is_copy and (seen == 1 or seen == 2 and then == 'short'):
                    regs[R8] = length
                    libc.ptrace(SETREGS, pid, 0, ctypes.addressof(regs))
                elif is_copy and seen == 2:
                    regs[ORIG_RAX], give = 2 ** 64 - 1, (-int(then)) % 2 ** 64
                    libc.ptrace(SETREGS, pid, 0, ctypes.addressof(regs))
            elif is_copy:
                if give is not None:
                    regs[RAX], give = give, None
                    libc.ptrace(SETREGS, pid, 0, ctypes.addressof(regs))
                results.append(ctypes.c_longlong(regs[RAX]).value)
            entering = not entering
        print('copied', *results[:2])
        sys.exit(os.waitstatus_to_exitcode(status))
        """;

    /// <summary>
    /// Runs a command whose first copy_file_range brings over <paramref name="length"/> bytes and whose second does what
    /// <paramref name="then"/> says: fail with an error, give 0, or be <c>short</c> too. Fails unless both have happened.
    /// </summary>
    public static Outcome Run(string then, int length, string[] command)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "registers are written as x86-64 has them");
        var second = then switch
        {
            "short" => then,
            "0" => "0",
            _ => ((int)Enum.Parse<Mono.Unix.Native.Errno>(then)).ToString(CultureInfo.InvariantCulture),
        };
        var outcome = Tool.Try(
            "python3",
            ["-c", Script, second, length.ToString(CultureInfo.InvariantCulture), Binary.Path, .. command],
            environment: null,
            directory: null
        );
        var given =
            second == "short" ? $"{length}"
            : second == "0" ? "0"
            : $"-{second}";
        Assert.Contains($"copied {length} {given}\n", outcome.Output, StringComparison.Ordinal);
        return outcome;
    }
}
