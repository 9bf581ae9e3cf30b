using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FinancialMcp.Testing.Tests;

/// <summary>What a proxy stands in front of here: answers every byte with itself, and ends when its client ends.</summary>
internal sealed class EchoTarget : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> sockets = [];
    private readonly ConcurrentBag<Task> conversations = [];
    private readonly Task accepting;
    private long received;
    private long lastReceived;

    public EchoTarget()
    {
        listener.Start();
        Address = (IPEndPoint)listener.LocalEndpoint;
        accepting = AcceptAsync();
    }

    public IPEndPoint Address { get; }

    /// <summary>Bytes that reached it so far.</summary>
    public long Received => Volatile.Read(ref received);

    /// <summary>When the last of them did, as a timestamp of the monotonic clock.</summary>
    public long LastReceived => Volatile.Read(ref lastReceived);

    /// <summary>Ends its side of every connection with a reset.</summary>
    public void ResetAll()
    {
        foreach (var socket in sockets)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await accepting;
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }

        await Task.WhenAll(conversations);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                sockets.Add(socket);
                conversations.Add(EchoAsync(socket));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task EchoAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, SocketFlags.None)) > 0)
            {
                Volatile.Write(ref lastReceived, Stopwatch.GetTimestamp());
                Interlocked.Add(ref received, read);
                await socket.SendAsync(buffer.AsMemory(0, read), SocketFlags.None);
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            return;
        }
    }
}
