using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace FinancialMcp.Bench;

/// <summary>
/// One keep-alive HTTP/1.1 connection that blocks: the cheapest client there is, because it shares its core with the
/// bank and the database. It understands what Kestrel answers: a length, or chunks, one answer at a time.
/// </summary>
internal sealed class Connection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] buffer = new byte[64 * 1024];

    public Connection(Uri address)
    {
        socket.NoDelay = true;
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        socket.Connect(IPAddress.Parse(address.Host), address.Port);
    }

    /// <summary>
    /// Sends a request and returns the answer, head and body, valid until the next call. Throws
    /// <see cref="SocketException"/> when the connection fails or nothing comes for half a minute.
    /// </summary>
    public ReadOnlySpan<byte> Call(ReadOnlySpan<byte> request)
    {
        socket.Send(request);
        var filled = 0;
        do
        {
            var read = socket.Receive(buffer.AsSpan(filled));
            if (read == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            filled += read;
        } while (!IsWhole(buffer.AsSpan(0, filled)));

        return buffer.AsSpan(0, filled);
    }

    public void Dispose() => socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var length = answer[..head].IndexOf("Content-Length: "u8);
        return length < 0
            ? answer.EndsWith("\r\n0\r\n\r\n"u8)
            : Utf8Parser.TryParse(answer[(length + "Content-Length: ".Length)..], out int bytes, out _)
                && answer.Length >= head + 4 + bytes;
    }
}
