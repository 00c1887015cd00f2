namespace NixNodeModules;

/// <summary>
/// Runs work that makes more work on a number of threads, the newest first: depth first, so that what waits stays small and a
/// directory is followed by what it holds. One lock is enough, since an item is a whole directory.
/// </summary>
internal sealed class Crew<T>
{
    // An object, not a Lock: sleepers wait on it (Monitor.Wait).
    private readonly object gate = new();
    private readonly Stack<T> waiting = new();
    private int unfinished;
    private int sleeping;
    private Exception? failure;

    private Crew() { }

    /// <summary>Adds work; may be called by the work itself.</summary>
    public void Add(T item)
    {
        lock (gate)
        {
            waiting.Push(item);
            unfinished++;
            if (sleeping > 0)
            {
                Monitor.Pulse(gate);
            }
        }
    }

    /// <summary>
    /// Does all work that there is and that comes of it, then returns; throws the first exception that an item threw, after the
    /// others have finished what they had begun.
    /// </summary>
    /// <param name="jobs">How many threads; with 1 everything happens on the caller's.</param>
    /// <param name="first">The work to begin with, done in this order by a single thread.</param>
    /// <param name="worker">Makes what one thread works with: given the crew, it gives the action that does an item.</param>
    /// <param name="drop">Is told of each item that an exception has left undone.</param>
    public static void Run(int jobs, IEnumerable<T> first, Func<Crew<T>, Action<T>> worker, Action<T>? drop = null)
    {
        var crew = new Crew<T>();
        foreach (var item in first.Reverse())
        {
            crew.Add(item);
        }

        var threads = crew.StartOthers(crew.unfinished == 0 ? 0 : Math.Min(jobs, MostThreads()) - 1, worker);
        crew.Work(worker);
        foreach (var thread in threads)
        {
            thread.Join();
        }

        if (crew.failure is not null)
        {
            while (drop is not null && crew.waiting.TryPop(out var item))
            {
                drop(item);
            }

            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(crew.failure);
        }
    }

    // A thread has up to two directories, two files and one more directory open at a time; some descriptors are the process's own.
    private static int MostThreads() =>
        Posix.FileSystem.DescriptorLimit() is var limit and > 0 ? Math.Max((limit - 16) / 5, 1) : int.MaxValue;

    // As many as there can be; the caller's own thread does what they do not.
    private List<Thread> StartOthers(int count, Func<Crew<T>, Action<T>> worker)
    {
        var threads = new List<Thread>();
        try
        {
            while (threads.Count < count)
            {
                var thread = new Thread(() => Work(worker), maxStackSize: 512 * 1024);
                thread.Start();
                threads.Add(thread);
            }
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // A limit of the user or the container (clone(2): EAGAIN).
        }

        return threads;
    }

    private void Work(Func<Crew<T>, Action<T>> worker)
    {
        try
        {
            var action = worker(this);
            while (TryTake(out var item))
            {
                Interruption.ThrowIfRequested();
                action(item);
                Finish();
            }
        }
        catch (Exception exception)
        {
            lock (gate)
            {
                failure ??= exception;
                Monitor.PulseAll(gate);
            }
        }
    }

    private bool TryTake(out T item)
    {
        lock (gate)
        {
            while (true)
            {
                if (failure is not null || unfinished == 0)
                {
                    item = default!;
                    return false;
                }

                if (waiting.TryPop(out item!))
                {
                    return true;
                }

                sleeping++;
                Monitor.Wait(gate);
                sleeping--;
            }
        }
    }

    private void Finish()
    {
        lock (gate)
        {
            if (--unfinished == 0)
            {
                Monitor.PulseAll(gate);
            }
        }
    }
}
