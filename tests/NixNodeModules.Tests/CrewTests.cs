using System.Collections.Concurrent;
using Xunit;

namespace NixNodeModules.Tests;

public sealed class CrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Work_that_makes_work_is_all_done_once(int jobs)
    {
        var done = new ConcurrentBag<string>();
        Crew<string>.Run(
            jobs,
            ["0", "1", "2"],
            crew =>
                item =>
                {
                    done.Add(item);
                    for (var i = 0; item.Length < 7 && i < 3; i++)
                    {
                        crew.Add($"{item}{i}");
                    }
                }
        );
        Assert.Equal(Enumerable.Range(1, 7).Sum(length => (int)Math.Pow(3, length)), done.Count);
        Assert.Equal(done.Count, done.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void An_exception_ends_the_work_and_comes_out_as_it_was_thrown(int jobs)
    {
        var done = 0;
        var thrown = Assert.Throws<InvalidOperationException>(() =>
            Crew<int>.Run(
                jobs,
                Enumerable.Range(0, 10),
                crew =>
                    item =>
                    {
                        // Every item makes another: only the exception can end this.
                        crew.Add(item);
                        if (Interlocked.Increment(ref done) == 1000)
                        {
                            throw new InvalidOperationException("the thousandth");
                        }
                    }
            )
        );
        Assert.Equal("the thousandth", thrown.Message);

        // Other threads go on until the exception has been taken down, however long the scheduler lets that take; one thread has no others.
        if (jobs == 1)
        {
            Assert.Equal(1000, done);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void A_worker_that_cannot_be_made_ends_the_work_too(int jobs) =>
        Assert.Throws<NotSupportedException>(() =>
            Crew<int>.Run(jobs, Enumerable.Range(0, 100), _ => throw new NotSupportedException())
        );

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void No_work_is_no_trouble(int jobs) => Crew<int>.Run(jobs, [], _ => item => Assert.Fail($"{item}"));

    [Fact]
    public void A_single_thread_begins_in_the_order_given_and_goes_deep_first()
    {
        var order = new List<string>();
        Crew<string>.Run(
            1,
            ["a", "b"],
            crew =>
                item =>
                {
                    order.Add(item);
                    if (item.Length == 1)
                    {
                        crew.Add(item + "2");
                        crew.Add(item + "1");
                    }
                }
        );
        Assert.Equal(["a", "a1", "a2", "b", "b1", "b2"], order);
    }

    [Fact]
    public void All_threads_take_part()
    {
        // Each item waits until as many others are being worked on as there are threads.
        using var meeting = new Barrier(4);
        Crew<int>.Run(4, Enumerable.Range(0, 4), _ => _ => meeting.SignalAndWait(TestContext.Current.CancellationToken));
        Assert.Equal(1, meeting.CurrentPhaseNumber);
    }
}
