using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FinancialMcp.Testing;

/// <summary>
/// Listens on a free loopback port, and can stop and start again: meanwhile connections are refused and the port stays
/// its own. Each connection is served by a task of its own, which owns the socket.
/// </summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    private const int Backlog = 512;

    // Bound and never listening, so that the system gives the port to nobody else while we are closed.
    private readonly Socket keeper = NewSocket();
    private readonly Func<Socket, Task> serve;
    private readonly ConcurrentBag<Task> accepting = [];
    private readonly ConcurrentBag<Task> serving = [];
    private readonly Lock gate = new();
    private Socket? listening;

    public LoopbackListener(Func<Socket, Task> serve)
    {
        this.serve = serve;
        keeper.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)keeper.LocalEndPoint!).Port;
        Open();
    }

    public int Port { get; }

    public void Open()
    {
        lock (gate)
        {
            if (listening is not null)
            {
                return;
            }

            listening = NewSocket();
            listening.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            listening.Listen(Backlog);
            accepting.Add(AcceptAsync(listening));
        }
    }

    public void Close()
    {
        lock (gate)
        {
            var closed = listening;
            Volatile.Write(ref listening, null);
            closed?.Dispose();
        }
    }

    /// <summary>Returns when every connection was served to its end; throws what a serving task threw.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await Task.WhenAll(accepting);
        await Task.WhenAll(serving);
        keeper.Dispose();
    }

    private static Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        return socket;
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (ReferenceEquals(Volatile.Read(ref listening), socket))
        {
            try
            {
                serving.Add(serve(await socket.AcceptAsync()));
            }
            catch (Exception ended) when (Relay.IsEnd(ended))
            {
                // Closed, which the loop sees, or a client that left before it was accepted, which concerns nobody.
                continue;
            }
        }
    }
}
