using System.Net.Sockets;

namespace FinancialMcp.Testing;

/// <summary>One connection that is passed on: a client's socket, the target's, and both directions between them.</summary>
internal sealed class Relay(
    Socket client,
    Socket target,
    LinkTraffic traffic,
    Func<LinkPhase> phase,
    Func<TimeSpan, TimeSpan> jitter
) : IDisposable
{
    private static readonly LingerOption AtOnce = new(enable: true, seconds: 0);

    private readonly CancellationTokenSource ended = new();
    private readonly Lock gate = new();
    private LinkPhase? counted;
    private long passed;
    private bool isOver;
    private volatile bool isTorn;

    public LinkTraffic Traffic => traffic;

    public LinkPhase Phase => phase();

    /// <summary>Cancelled by <see cref="Reset"/>.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>True once something of its streams was swallowed.</summary>
    public bool IsTorn => isTorn;

    public TimeSpan Jitter(TimeSpan longest) => jitter(longest);

    /// <summary>Passes both directions on until both have ended.</summary>
    public async Task RunAsync()
    {
        try
        {
            client.NoDelay = true;
            target.NoDelay = true;
        }
        catch (Exception gone) when (IsEnd(gone))
        {
            Reset();
            return;
        }

        await Task.WhenAll(
            new RelayWay(this, client, target, isToTarget: true).RunAsync(),
            new RelayWay(this, target, client, isToTarget: false).RunAsync()
        );
    }

    /// <summary>Ends both sides with a reset (RST), at once.</summary>
    public void Reset()
    {
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            isOver = true;
            ResetSocket(client);
            ResetSocket(target);
            ended.Cancel();
        }
    }

    /// <summary>Closes the sockets, after <see cref="RunAsync"/>.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            client.Dispose();
            target.Dispose();
            ended.Dispose();
        }
    }

    /// <summary>Notes that something was lost. When the phase is over already, nobody else ends the relay: it does.</summary>
    public void Tear(LinkPhase under)
    {
        isTorn = true;
        if (under.Over.IsCancellationRequested)
        {
            Reset();
        }
    }

    /// <summary>
    /// Throws <see cref="OperationCanceledException"/> when the relay has ended, as one does that is torn and no longer
    /// in the black hole: not even an end may follow a hole.
    /// </summary>
    public void EndIfTorn(LinkPhase now)
    {
        if (isTorn && now.Toxic != Toxic.BlackHole)
        {
            Reset();
        }

        Ended.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// How many of the wanted bytes may still pass under the phase's limit, both directions together; and whether that
    /// exhausts it.
    /// </summary>
    public int Take(int wanted, long limit, LinkPhase under, out bool isLast)
    {
        lock (gate)
        {
            if (counted != under)
            {
                (counted, passed) = (under, 0);
            }

            var allowed = (int)Math.Min(wanted, limit - passed);
            passed += allowed;
            isLast = passed == limit;
            return allowed;
        }
    }

    /// <summary>Ends a socket with a reset.</summary>
    public static void ResetSocket(Socket socket)
    {
        try
        {
            socket.LingerState = AtOnce;
        }
        catch (Exception gone) when (IsEnd(gone))
        {
            // It has ended by itself; closing it is all that is left to do.
        }

        socket.Dispose();
    }

    /// <summary>A side that hangs up, and our own stopping, are how connections end here.</summary>
    public static bool IsEnd(Exception failure) =>
        failure is SocketException or OperationCanceledException or ObjectDisposedException;
}
