using System.Net;
using System.Net.Sockets;

namespace FinancialMcp.Testing.Tests;

/// <summary>A client's side of one connection, on a bare socket.</summary>
internal sealed class Caller : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Throws <see cref="SocketException"/> when the port refuses.</summary>
    public static async Task<Caller> ConnectAsync(int port)
    {
        var caller = new Caller();
        try
        {
            await caller.socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            return caller;
        }
        catch
        {
            caller.Dispose();
            throw;
        }
    }

    public Task SendAsync(int bytes) => socket.SendAsync(new byte[bytes], SocketFlags.None);

    /// <summary>Ends our side in good order.</summary>
    public void End() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Returns when that many bytes came; fewer when the stream ended before.</summary>
    public async Task<int> ReceiveAsync(int bytes)
    {
        var buffer = new byte[bytes];
        var got = 0;
        while (got < bytes)
        {
            using var patience = new CancellationTokenSource(Patience);
            var read = await socket.ReceiveAsync(buffer.AsMemory(got), SocketFlags.None, patience.Token);
            if (read == 0)
            {
                break;
            }

            got += read;
        }

        return got;
    }

    /// <summary>There and back.</summary>
    public async Task<int> EchoAsync(int bytes)
    {
        await SendAsync(bytes);
        return await ReceiveAsync(bytes);
    }

    /// <summary>Fails the test unless the connection ends with a reset, without one more byte.</summary>
    public async Task AssertResetAsync()
    {
        var broken = await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(1));
        Assert.Equal(SocketError.ConnectionReset, broken.SocketErrorCode);
    }

    /// <summary>The same for a connection that is reset as soon as it is accepted, which connecting may already tell.</summary>
    public static async Task AssertResetAtOnceAsync(int port)
    {
        var broken = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var caller = await ConnectAsync(port);
            await caller.ReceiveAsync(1);
        });
        Assert.Equal(SocketError.ConnectionReset, broken.SocketErrorCode);
    }

    public void Dispose() => socket.Dispose();
}
