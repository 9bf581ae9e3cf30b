using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace FinancialMcp.Bench;

/// <summary>One call: the bytes to send, and what a successful answer holds.</summary>
internal readonly record struct Call(byte[] Request, byte[] Success);

/// <summary>
/// What is called: one tool at one server, whose process is told for its processor time. Next gives a connection
/// (0 to 15) its next call; every payment is another one.
/// </summary>
internal sealed record Target(string Server, string Tool, Uri Address, Func<int, Call> Next, int ProcessId);

/// <summary>
/// What a burst showed: calls a second, percentiles in milliseconds, processor time of the server in microseconds a call.
/// </summary>
internal sealed record Burst(double Rate, double P50, double P99, double CpuPerCall)
{
    /// <summary>How many processor cores the server kept busy; near 1, on a core of its own, it was what limited.</summary>
    public double Busy => Rate * CpuPerCall / 1_000_000;
}

/// <summary>Sixteen connections that call as fast as they are answered.</summary>
internal static class Load
{
    public const int Connections = 16;

    /// <summary>The share of calls that must succeed for a burst to mean anything.</summary>
    private const double Enough = 0.999;

    /// <summary>One call on a connection of its own. Throws <see cref="InvalidRunException"/> when it does not succeed.</summary>
    public static void RunOne(Target target)
    {
        using var connection = new Connection(target.Address);
        var call = target.Next(0);
        var answer = connection.Call(call.Request);
        if (!IsSuccess(answer, call))
        {
            throw new InvalidRunException($"{target.Server} {target.Tool}: {Encoding.UTF8.GetString(answer)}");
        }
    }

    /// <summary>Throws <see cref="InvalidRunException"/> with an answer when too many calls failed.</summary>
    public static Burst Run(Target target, TimeSpan length)
    {
        var workers = Enumerable.Range(0, Connections).Select(at => new Worker(target, at, length)).ToList();
        var cpu = ProcessFigures.CpuTime(target.ProcessId);
        var begin = Stopwatch.GetTimestamp();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        cpu = ProcessFigures.CpuTime(target.ProcessId) - cpu;
        var times = workers.SelectMany(worker => worker.Times).ToArray();
        var failed = workers.Sum(worker => worker.Failed);
        if (times.Length < (times.Length + failed) * Enough || times.Length == 0)
        {
            throw new InvalidRunException(
                $"{target.Server} {target.Tool}: {failed} of {times.Length + failed} calls failed, such as:\n"
                    + workers.Find(worker => worker.Failure is not null)?.Failure
            );
        }

        Array.Sort(times);
        return new Burst(
            times.Length / seconds,
            Percentile(times, 50),
            Percentile(times, 99),
            cpu.TotalMicroseconds / times.Length
        );
    }

    /// <summary>Nearest rank.</summary>
    private static double Percentile(long[] sorted, int percent) =>
        TimeSpan
            .FromSeconds(sorted[(int)(((long)sorted.Length * percent + 99) / 100) - 1] / (double)Stopwatch.Frequency)
            .TotalMilliseconds;

    private static bool IsSuccess(ReadOnlySpan<byte> answer, in Call call) =>
        answer.StartsWith("HTTP/1.1 20"u8)
        && answer.IndexOf(call.Success) >= 0
        && answer.IndexOf("\"isError\":true"u8) < 0;

    private sealed class Worker
    {
        private readonly Thread thread;

        public Worker(Target target, int at, TimeSpan length) => thread = new Thread(() => Call(target, at, length));

        /// <summary>In ticks of the stopwatch.</summary>
        public List<long> Times { get; } = new(1 << 14);

        public int Failed { get; private set; }

        public string? Failure { get; private set; }

        public void Start() => thread.Start();

        public void Join() => thread.Join();

        private void Call(Target target, int at, TimeSpan length)
        {
            try
            {
                using var connection = new Connection(target.Address);
                var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
                for (var now = Stopwatch.GetTimestamp(); now < end; )
                {
                    var call = target.Next(at);
                    var sent = Stopwatch.GetTimestamp();
                    var answer = connection.Call(call.Request);
                    now = Stopwatch.GetTimestamp();
                    if (IsSuccess(answer, call))
                    {
                        Times.Add(now - sent);
                        continue;
                    }

                    Failed++;
                    Failure ??= Encoding.UTF8.GetString(answer);
                }
            }
            catch (SocketException broken)
            {
                Failed++;
                Failure ??= broken.Message;
            }
        }
    }
}

/// <summary>The run shows nothing that may be published; the message says why.</summary>
internal sealed class InvalidRunException(string message) : Exception(message);
