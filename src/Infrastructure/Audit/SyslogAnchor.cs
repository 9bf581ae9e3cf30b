using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// Sends each note as one RFC 5424 message over UDP (RFC 5426): facility 13 (log audit), severity 5 (notice). UDP tells
/// nobody whether it arrived: an anchor beside another, not instead of one.
/// </summary>
internal sealed class SyslogAnchor(SyslogServer server, TimeProvider time) : IAnchor
{
    private const int Priority = (13 * 8) + 5;

    public string Name => "syslog";

    public Task<string?> LastNoteAsync() => Task.FromResult<string?>(null);

    public async Task TellAsync(IReadOnlyList<string> notes)
    {
        using var socket = new UdpClient();
        foreach (var note in notes)
        {
            var at = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"<{Priority}>1 {at} {Environment.MachineName} financial-mcp {Environment.ProcessId} audit_seal - {note}"
            );
            await socket.SendAsync(Encoding.UTF8.GetBytes(line), server.Host, server.Port);
        }
    }
}
