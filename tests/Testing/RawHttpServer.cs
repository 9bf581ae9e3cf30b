using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FinancialMcp.Testing;

/// <summary>
/// A server on a bare socket that reads a whole request, counts it, and then does what its script says: what a client
/// really put on the wire, and how often, is seen here and nowhere else.
/// </summary>
public sealed class RawHttpServer : IAsyncDisposable
{
    private const int LongestHead = 64 * 1024;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<RawRequest> requests = new();
    private readonly ConcurrentBag<Task> conversations = [];
    private readonly Func<RawRequest, RawReply> script;
    private readonly Task accepting;
    private int connections;
    private int count;

    /// <summary>Listens on a free port of the loopback; the script is asked once per whole request.</summary>
    public RawHttpServer(Func<RawRequest, RawReply> script)
    {
        this.script = script;
        listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    /// <summary>Does the same with every request.</summary>
    public RawHttpServer(RawReply always)
        : this(_ => always) { }

    public Uri Url { get; }

    /// <summary>The whole requests read so far, in order.</summary>
    public IReadOnlyList<RawRequest> Requests => [.. requests];

    /// <summary>How many connections were accepted so far.</summary>
    public int Connections => Volatile.Read(ref connections);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Stop();
        await Task.WhenAll(conversations);
        stopping.Dispose();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stopping.Token);
                Interlocked.Increment(ref connections);
                conversations.Add(ConverseAsync(socket));
            }
        }
        catch (Exception ended) when (IsEnd(ended))
        {
            return;
        }
    }

    private async Task ConverseAsync(Socket socket)
    {
        using var owned = socket;
        var input = new List<byte>();
        var onConnection = 0;
        try
        {
            while (await ReadAsync(socket, input, ++onConnection) is { } request)
            {
                requests.Enqueue(request);
                if (!await script(request).ActAsync(socket, stopping.Token))
                {
                    return;
                }
            }
        }
        catch (Exception ended) when (IsEnd(ended))
        {
            return;
        }
    }

    /// <summary>The next whole request, or null when the client ended before one was complete.</summary>
    private async Task<RawRequest?> ReadAsync(Socket socket, List<byte> input, int onConnection)
    {
        int end;
        while ((end = EndOfHead(input)) < 0)
        {
            if (input.Count > LongestHead || !await FillAsync(socket, input))
            {
                return null;
            }
        }

        var lines = Encoding.Latin1.GetString([.. input.Take(end)]).Split("\r\n");
        var headers = HeadersOf(lines.Skip(1));
        var length = headers.TryGetValue("content-length", out var declared)
            ? int.Parse(declared, CultureInfo.InvariantCulture)
            : 0;
        while (input.Count < end + 4 + length)
        {
            if (!await FillAsync(socket, input))
            {
                return null;
            }
        }

        var body = Encoding.UTF8.GetString([.. input.Skip(end + 4).Take(length)]);
        input.RemoveRange(0, end + 4 + length);
        var first = lines[0].Split(' ');
        return new RawRequest(Interlocked.Increment(ref count), onConnection, first[0], first[1], headers, body);
    }

    private async Task<bool> FillAsync(Socket socket, List<byte> input)
    {
        var chunk = new byte[16 * 1024];
        var read = await socket.ReceiveAsync(chunk, SocketFlags.None, stopping.Token);
        input.AddRange(chunk.AsSpan(0, read));
        return read > 0;
    }

    private static Dictionary<string, string> HeadersOf(IEnumerable<string> lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = line[..colon].ToLowerInvariant();
            var value = line[(colon + 1)..].Trim();
            headers[name] = headers.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }

        return headers;
    }

    private static int EndOfHead(List<byte> input)
    {
        for (var at = 3; at < input.Count; at++)
        {
            if (input[at - 3] == '\r' && input[at - 2] == '\n' && input[at - 1] == '\r' && input[at] == '\n')
            {
                return at - 3;
            }
        }

        return -1;
    }

    /// <summary>A client that hangs up, and our own stopping, are how conversations end here.</summary>
    private static bool IsEnd(Exception failure) =>
        failure is SocketException or OperationCanceledException or ObjectDisposedException;
}
