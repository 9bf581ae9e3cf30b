using System.Net.Sockets;
using System.Text;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>A connection on which a test sends bytes as it likes: half requests, forged headers, sudden ends.</summary>
public sealed class WireClient : IDisposable
{
    private readonly TcpClient client = new();

    private WireClient() { }

    public static async Task<WireClient> ConnectAsync(string url)
    {
        var address = new Uri(url);
        var wire = new WireClient();
        await wire.client.ConnectAsync(address.Host, address.Port);
        return wire;
    }

    public async Task SendAsync(string text) => await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>What comes until the text holds a mark, or the server ends the connection; half a minute at most.</summary>
    public async Task<string> ReadUntilAsync(string mark)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(mark, StringComparison.Ordinal))
        {
            var count = await client.GetStream().ReadAsync(buffer, patience.Token);
            if (count == 0)
            {
                break;
            }

            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    /// <summary>Ends the connection with a reset, as a killed process or a broken network does.</summary>
    public void Reset()
    {
        client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Close();
    }

    public void Dispose() => client.Dispose();
}
