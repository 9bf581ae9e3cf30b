using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FinancialMcp.Testing;

/// <summary>
/// A TCP proxy on a free loopback port whose behaviour can be switched while it runs: the toxic in force holds for new
/// connections and for those there are. Safe for concurrent use.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Relay, bool> relays = new();
    private readonly LinkTraffic traffic = new();
    private readonly Lock gate = new();
    private readonly SeededPauses jitter;
    private readonly IPEndPoint target;
    private readonly LoopbackListener listener;
    private volatile LinkPhase phase = new(Toxic.None);

    /// <summary>Passes to the target; the seed decides the jitter of a latency.</summary>
    public FaultProxy(IPEndPoint target, int seed = 1)
    {
        this.target = target;
        jitter = new SeededPauses(seed);
        listener = new LoopbackListener(ServeAsync);
    }

    /// <summary>Passes to a port of the loopback.</summary>
    public FaultProxy(int targetPort, int seed = 1)
        : this(new IPEndPoint(IPAddress.Loopback, targetPort), seed) { }

    public int Port => listener.Port;

    /// <summary>For a target that speaks HTTP.</summary>
    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>In force now.</summary>
    public Toxic Toxic => phase.Toxic;

    /// <summary>Accepted so far.</summary>
    public long Connections => traffic.Connections;

    public int OpenConnections => relays.Count;

    /// <summary>Passed so far, from clients to the target.</summary>
    public long BytesToTarget => traffic.ToTarget;

    /// <summary>Passed so far, from the target to clients.</summary>
    public long BytesToClient => traffic.ToClient;

    /// <summary>Lost in a black hole so far.</summary>
    public long BytesSwallowed => traffic.Swallowed;

    /// <summary>Puts a toxic in force, for new and existing connections, before it returns.</summary>
    public void Switch(Toxic toxic)
    {
        lock (gate)
        {
            var before = phase;
            phase = new LinkPhase(toxic);
            before.End();
            if (toxic == Toxic.Down)
            {
                listener.Close();
            }

            foreach (var relay in relays.Keys.Where(relay => toxic.EndsConnections || relay.IsTorn))
            {
                relay.Reset();
            }

            if (toxic != Toxic.Down)
            {
                listener.Open();
            }
        }
    }

    /// <summary>Ends every connection with a reset.</summary>
    public async ValueTask DisposeAsync()
    {
        Switch(Toxic.Down);
        await listener.DisposeAsync();
    }

    private async Task ServeAsync(Socket client)
    {
        traffic.AddConnection();
        if (phase.Toxic.EndsConnections || await Dialling.TryAsync(target) is not { } connected)
        {
            Relay.ResetSocket(client);
            return;
        }

        using var relay = new Relay(client, connected, traffic, () => phase, Jitter);
        relays[relay] = true;
        if (phase.Toxic.EndsConnections)
        {
            // The switch came while we connected and has not seen this relay.
            relay.Reset();
        }

        await relay.RunAsync();
        relays.TryRemove(relay, out _);
    }

    private TimeSpan Jitter(TimeSpan longest)
    {
        lock (jitter)
        {
            return jitter.Between(TimeSpan.Zero, longest);
        }
    }
}
