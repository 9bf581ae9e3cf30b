using System.Net;
using System.Net.WebSockets;
using FinancialMcp.Mcp.Tests.Hosting;

namespace FinancialMcp.Mcp.Tests.Admin;

/// <summary>The live connection of a page.</summary>
internal static class AdminSocket
{
    /// <summary>Throws <see cref="WebSocketException"/> when it is not opened.</summary>
    public static async Task<ClientWebSocket> OpenAsync(RunningServer server, string? origin, CookieContainer? cookies)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = cookies;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            var url = server.AdminUrl.Replace("http://", "ws://", StringComparison.Ordinal) + "/_blazor";
            await socket.ConnectAsync(new Uri(url), CancellationToken.None);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
