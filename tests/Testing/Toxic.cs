using System.Diagnostics;

namespace FinancialMcp.Testing;

/// <summary>How a <see cref="FaultProxy"/> treats its connections. Immutable; one is in force at a time.</summary>
public abstract record Toxic
{
    private const int PiecesPerSecond = 50;

    /// <summary>Passes everything at once.</summary>
    public static Toxic None { get; } = new Nothing();

    /// <summary>
    /// Swallows every byte and every end, and keeps the connections open. TCP never delivers a stream with a hole, so a
    /// connection that lost something is reset when another toxic follows.
    /// </summary>
    public static Toxic BlackHole { get; } = new Swallowing();

    /// <summary>Nobody listens: connections are refused, and those there are end with a reset.</summary>
    public static Toxic Down { get; } = new Absence();

    /// <summary>True when no connection outlives the switch to it.</summary>
    internal virtual bool EndsConnections => false;

    /// <summary>
    /// Passes what arrives later by a time for its direction, and up to <paramref name="jitter"/> more, which the proxy's
    /// seed decides.
    /// </summary>
    public static Toxic Latency(TimeSpan toTarget, TimeSpan toClient, TimeSpan jitter = default) =>
        new Lateness(toTarget, toClient, jitter);

    /// <summary>
    /// Resets (RST) each connection once that many bytes, both directions counted together, have passed it under this
    /// toxic; 0 resets it at once.
    /// </summary>
    public static Toxic Reset(long afterBytes = 0) => new Resetting(afterBytes);

    /// <summary>Passes an end (FIN) on that much later.</summary>
    public static Toxic SlowClose(TimeSpan delay) => new ClosingLate(delay);

    /// <summary>Passes pieces of at most so many bytes, with a pause before each.</summary>
    public static Toxic Slicer(int bytes, TimeSpan pause) => new Slicing(bytes, pause);

    /// <summary>Passes at most that many bytes a second, each direction of each connection for itself.</summary>
    public static Toxic Bandwidth(int bytesPerSecond)
    {
        var piece = Math.Max(1, bytesPerSecond / PiecesPerSecond);
        return new Slicing(piece, TimeSpan.FromSeconds((double)piece / bytesPerSecond));
    }

    /// <summary>
    /// Passes some of the bytes and returns how many it is done with. Throws <see cref="OperationCanceledException"/>
    /// when the phase ends while it waits; then it is done with none.
    /// </summary>
    internal abstract ValueTask<int> PassAsync(RelayWay way, Chunk chunk, LinkPhase phase);

    /// <summary>Passes the end of a direction on.</summary>
    internal virtual ValueTask EndAsync(RelayWay way, LinkPhase phase)
    {
        way.End();
        return ValueTask.CompletedTask;
    }

    private record Nothing : Toxic
    {
        internal override async ValueTask<int> PassAsync(RelayWay way, Chunk chunk, LinkPhase phase)
        {
            await way.SendAsync(chunk.Bytes);
            return chunk.Bytes.Length;
        }
    }

    /// <summary>What was still on its way when it began gets nowhere: its connection is about to be reset.</summary>
    private sealed record Absence : Swallowing
    {
        internal override bool EndsConnections => true;
    }

    private sealed record Lateness(TimeSpan ToTarget, TimeSpan ToClient, TimeSpan Jitter) : Nothing
    {
        internal override async ValueTask<int> PassAsync(RelayWay way, Chunk chunk, LinkPhase phase)
        {
            await way.WaitAsync(DelayOf(way) - Stopwatch.GetElapsedTime(chunk.Arrived), phase);
            return await base.PassAsync(way, chunk, phase);
        }

        internal override async ValueTask EndAsync(RelayWay way, LinkPhase phase)
        {
            await way.WaitAsync(DelayOf(way), phase);
            way.End();
        }

        private TimeSpan DelayOf(RelayWay way) => (way.IsToTarget ? ToTarget : ToClient) + way.Jitter(Jitter);
    }

    private record Swallowing : Toxic
    {
        internal override ValueTask<int> PassAsync(RelayWay way, Chunk chunk, LinkPhase phase)
        {
            way.Swallow(chunk.Bytes.Length, phase);
            return ValueTask.FromResult(chunk.Bytes.Length);
        }

        internal override async ValueTask EndAsync(RelayWay way, LinkPhase phase)
        {
            way.Swallow(0, phase);
            await way.WaitAsync(Timeout.InfiniteTimeSpan, phase);
        }
    }

    private sealed record Resetting(long AfterBytes) : Toxic
    {
        internal override bool EndsConnections => AfterBytes == 0;

        internal override async ValueTask<int> PassAsync(RelayWay way, Chunk chunk, LinkPhase phase)
        {
            var allowed = way.Take(chunk.Bytes.Length, AfterBytes, phase, out var isLast);
            await way.SendAsync(chunk.Bytes[..allowed]);
            if (isLast)
            {
                way.Reset();
            }

            return allowed;
        }
    }

    private sealed record ClosingLate(TimeSpan Delay) : Nothing
    {
        internal override async ValueTask EndAsync(RelayWay way, LinkPhase phase)
        {
            await way.WaitAsync(Delay, phase);
            way.End();
        }
    }

    private sealed record Slicing(int Bytes, TimeSpan Pause) : Toxic
    {
        internal override async ValueTask<int> PassAsync(RelayWay way, Chunk chunk, LinkPhase phase)
        {
            await way.WaitAsync(Pause, phase);
            var piece = Math.Min(Bytes, chunk.Bytes.Length);
            await way.SendAsync(chunk.Bytes[..piece]);
            return piece;
        }
    }
}
