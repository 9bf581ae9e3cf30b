using System.Net.Sockets;
using System.Text;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>An answer as it came.</summary>
internal sealed record WireAnswer(int Status, string Head, string Body)
{
    /// <summary>
    /// True when the server's HTTP layer refused bytes that are no request, before there was a call: it answers 4xx
    /// without a body. The endpoint itself never does.
    /// </summary>
    public bool IsNoCall => Status is >= 400 and < 500 && Body.Length == 0;
}

/// <summary>One request to the MCP endpoint, byte for byte, on a connection of its own; the whole answer.</summary>
internal static class WireCaller
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="url">The server's.</param>
    /// <param name="body">What is posted.</param>
    /// <param name="headers">Lines beside those that every request has; of the same name, they stand instead.</param>
    /// <param name="target">Path and query.</param>
    public static async Task<WireAnswer> PostAsync(
        string url,
        string body,
        IEnumerable<(string Name, string Value)> headers,
        string target = "/mcp"
    )
    {
        var given = headers.ToList();
        (string Name, string Value)[] usual =
        [
            ("Host", new Uri(url).Authority),
            ("Content-Type", "application/json"),
            ("Accept", "application/json, text/event-stream"),
            ("MCP-Protocol-Version", "2025-11-25"),
        ];
        var lines = usual
            .Where(header => !given.Exists(it => it.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase)))
            .Concat(given)
            .Select(header => $"{header.Name}: {header.Value}\r\n");
        var bytes = Encoding.UTF8.GetBytes(body);
        var head =
            $"POST {target} HTTP/1.1\r\n{string.Concat(lines)}Content-Length: {bytes.Length}\r\nConnection: close\r\n\r\n";
        return await SendAsync(url, [.. Encoding.UTF8.GetBytes(head), .. bytes]);
    }

    private static async Task<WireAnswer> SendAsync(string url, byte[] request)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        var address = new Uri(url);
        await client.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, patience.Token);
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // Refused before everything was sent: the answer is there, and the connection was reset behind it.
        }

        var text = Encoding.UTF8.GetString(answer.ToArray());
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"No answer: {text}");
        var status = int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return new WireAnswer(status, text[..end], text[(end + 4)..]);
    }
}
