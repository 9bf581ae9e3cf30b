namespace FinancialMcp.Testing;

/// <summary>Bytes as they were read, and when, as a timestamp of the monotonic clock.</summary>
internal readonly record struct Chunk(ReadOnlyMemory<byte> Bytes, long Arrived);

/// <summary>The time during which one toxic is in force. What waits under it wakes up when it is over.</summary>
#pragma warning disable CA1001 // Relays may ask for ever whether it is over; without a timer it holds nothing.
internal sealed class LinkPhase(Toxic toxic)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource over = new();

    public Toxic Toxic { get; } = toxic;

    public CancellationToken Over => over.Token;

    public void End() => over.Cancel();
}

/// <summary>What passed a proxy or a balancer so far. Safe for concurrent use.</summary>
internal sealed class LinkTraffic
{
    private long connections;
    private long toTarget;
    private long toClient;
    private long swallowed;

    public long Connections => Volatile.Read(ref connections);

    public long ToTarget => Volatile.Read(ref toTarget);

    public long ToClient => Volatile.Read(ref toClient);

    public long Swallowed => Volatile.Read(ref swallowed);

    public void AddConnection() => Interlocked.Increment(ref connections);

    public void AddPassed(bool isToTarget, int bytes)
    {
        if (isToTarget)
        {
            Interlocked.Add(ref toTarget, bytes);
        }
        else
        {
            Interlocked.Add(ref toClient, bytes);
        }
    }

    public void AddSwallowed(int bytes) => Interlocked.Add(ref swallowed, bytes);
}
