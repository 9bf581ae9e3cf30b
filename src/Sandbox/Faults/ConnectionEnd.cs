using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace FinancialMcp.Sandbox.Faults;

/// <summary>
/// Ends a connection on its socket. The server's own abort always resets, and a caller that has not read yet would lose
/// what was sent before; here the two ends can be told apart.
/// </summary>
internal static class ConnectionEnd
{
    /// <summary>An orderly end (FIN) in the place of an answer.</summary>
    public static void Close(HttpContext http) => Socket(http).Shutdown(SocketShutdown.Both);

    /// <summary>A reset (RST).</summary>
    public static void Reset(HttpContext http)
    {
        var socket = Socket(http);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
        http.Abort();
    }

    /// <summary>The head of the answer and half of its body, then an orderly end.</summary>
    public static async Task CloseHalfwayAsync(HttpContext http, byte[] body)
    {
        var status = http.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
        var length = body.Length.ToString(CultureInfo.InvariantCulture);
        var head =
            $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(http.Response.StatusCode)}\r\n"
            + $"Content-Type: {http.Response.ContentType}\r\nContent-Length: {length}\r\n\r\n";
        byte[] sent = [.. Encoding.ASCII.GetBytes(head), .. body.AsSpan(0, body.Length / 2)];
        var socket = Socket(http);
        await socket.SendAsync(sent);
        socket.Shutdown(SocketShutdown.Both);
    }

    private static Socket Socket(HttpContext http) =>
        http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
}
