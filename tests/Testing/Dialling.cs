using System.Net;
using System.Net.Sockets;

namespace FinancialMcp.Testing;

/// <summary>Connects to a target that may not be there.</summary>
internal static class Dialling
{
    /// <summary>A connected socket, or null when the target refuses.</summary>
    public static async Task<Socket?> TryAsync(IPEndPoint target)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        // A port that nobody listens on can be given to the dialling socket itself, which then talks to itself.
        if (Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
        {
            socket.Dispose();
            return null;
        }

        return socket;
    }
}
