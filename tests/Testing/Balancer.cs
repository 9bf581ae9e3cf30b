using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FinancialMcp.Testing;

/// <summary>
/// A TCP balancer on a free loopback port in front of several backends: each new connection goes to the next one in turn
/// that accepts it. When none does, the client's connection is reset. Safe for concurrent use.
/// </summary>
public sealed class Balancer : IAsyncDisposable
{
    private static readonly LinkPhase Clean = new(Toxic.None);

    private readonly ConcurrentDictionary<Relay, IPEndPoint> relays = new();
    private readonly ConcurrentDictionary<IPEndPoint, LinkTraffic> traffic = new();
    private readonly LoopbackListener listener;
    private readonly Lock gate = new();
    private List<IPEndPoint> backends = [];
    private int turn;

    public Balancer() => listener = new LoopbackListener(ServeAsync);

    public int Port => listener.Port;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Those that new connections go to.</summary>
    public IReadOnlyList<IPEndPoint> Backends => Volatile.Read(ref backends);

    /// <summary>Takes a backend in, or back in.</summary>
    public void Put(IPEndPoint backend)
    {
        lock (gate)
        {
            if (!backends.Contains(backend))
            {
                Volatile.Write(ref backends, [.. backends, backend]);
            }
        }
    }

    /// <summary>Sends no new connection to a backend; those there are go on, or are cut with a reset.</summary>
    public void TakeOut(IPEndPoint backend, bool cutConnections)
    {
        lock (gate)
        {
            Volatile.Write(ref backends, [.. backends.Where(other => !other.Equals(backend))]);
        }

        foreach (var (relay, _) in relays.Where(pair => cutConnections && pair.Value.Equals(backend)))
        {
            relay.Reset();
        }
    }

    /// <summary>How many connections a backend was given so far.</summary>
    public long ConnectionsTo(IPEndPoint backend) =>
        traffic.TryGetValue(backend, out var counted) ? counted.Connections : 0;

    /// <summary>Ends every connection with a reset.</summary>
    public async ValueTask DisposeAsync()
    {
        listener.Close();
        Volatile.Write(ref backends, []);
        foreach (var relay in relays.Keys)
        {
            relay.Reset();
        }

        await listener.DisposeAsync();
    }

    private async Task ServeAsync(Socket client)
    {
        var candidates = Backends;
        var first = (uint)Interlocked.Increment(ref turn);
        for (var tried = 0; tried < candidates.Count; tried++)
        {
            var backend = candidates[(int)((first + (uint)tried) % (uint)candidates.Count)];
            if (await Dialling.TryAsync(backend) is { } connected)
            {
                await PassAsync(client, connected, backend);
                return;
            }
        }

        Relay.ResetSocket(client);
    }

    private async Task PassAsync(Socket client, Socket connected, IPEndPoint backend)
    {
        var counted = traffic.GetOrAdd(backend, _ => new LinkTraffic());
        counted.AddConnection();
        using var relay = new Relay(client, connected, counted, () => Clean, _ => TimeSpan.Zero);
        relays[relay] = backend;
        if (!Backends.Contains(backend))
        {
            // It was taken out while we connected, and whoever did may have meant this connection.
            relay.Reset();
        }

        await relay.RunAsync();
        relays.TryRemove(relay, out _);
    }
}
