using System.Net;
using System.Net.Sockets;
using System.Text;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Hosting;

/// <summary>Both sides of every limit of the wire, on raw sockets.</summary>
public sealed class ServerLimitsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(10_000, "200")]
    [InlineData(17_000, "431")]
    public async Task Headers_have_16_KiB_together(int bytes, string status)
    {
        await using var server = await RunningServer.StartAsync();
        var filler = new string('a', bytes);

        Assert.Equal(
            status,
            await StatusOfAsync(server, $"GET /live HTTP/1.1\r\nHost: localhost\r\nX-Filler: {filler}\r\n\r\n")
        );
    }

    [Theory]
    [InlineData(60, "200")]
    [InlineData(64, "431")]
    public async Task A_request_has_64_headers_at_most(int more, string status)
    {
        await using var server = await RunningServer.StartAsync();
        var headers = string.Concat(Enumerable.Range(0, more).Select(number => $"X-H{number}: 1\r\n"));

        Assert.Equal(status, await StatusOfAsync(server, $"GET /live HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
    }

    [Theory]
    [InlineData(4000, "200")]
    [InlineData(4100, "414")]
    public async Task A_request_line_has_4_KiB(int query, string status)
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(
            status,
            await StatusOfAsync(server, $"GET /live?{new string('q', query)} HTTP/1.1\r\nHost: localhost\r\n\r\n")
        );
    }

    [Fact]
    public async Task A_connection_beyond_the_limit_is_closed_and_a_freed_place_is_given_again()
    {
        await using var server = await RunningServer.StartAsync(("MAX_CONNECTIONS", "2"));
        using var first = await ConnectAsync(server);
        using var second = await ConnectAsync(server);
        await Eventually.TrueAsync(() => server.Connections.Open == 2, Patience, "two connections are counted");

        using (var third = await ConnectAsync(server))
        {
            Assert.Equal("closed", await SendAsync(third, "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }

        first.Close();
        await Eventually.TrueAsync(
            async () => await StatusOfAsync(server, "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n") == "200",
            Patience,
            "the place of a closed connection is free"
        );
    }

    [Fact]
    public async Task Connections_are_counted_while_they_are_open()
    {
        await using var server = await RunningServer.StartAsync();
        var sockets = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ConnectAsync(server)));
        await Eventually.TrueAsync(() => server.Connections.Open == 5, Patience, "five connections are counted");

        foreach (var socket in sockets)
        {
            socket.Dispose();
        }

        await Eventually.TrueAsync(() => server.Connections.Open == 0, Patience, "none is left");
    }

    private static async Task<Socket> ConnectAsync(RunningServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.McpUrl).Port);
        return socket;
    }

    private static async Task<string> StatusOfAsync(RunningServer server, string request)
    {
        using var socket = await ConnectAsync(server);
        return await SendAsync(socket, request);
    }

    /// <summary>The status of the answer, or "closed" when the connection ends without one.</summary>
    private static async Task<string> SendAsync(Socket socket, string request)
    {
        var buffer = new byte[64];
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(request));
            var read = await socket.ReceiveAsync(buffer);
            return read == 0 ? "closed" : Encoding.ASCII.GetString(buffer, 0, read).Split(' ')[1];
        }
        catch (SocketException reset)
            when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return "closed";
        }
    }
}
