using System.Net.Http.Headers;
using System.Text;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// Posts notes, one a line (application/x-ndjson). Any 2xx means that all were taken; they may be sent again after an
/// answer that was lost.
/// </summary>
internal sealed class WebhookAnchor(Uri url, IHttpClientFactory clients) : IAnchor
{
    internal const string ClientName = "audit anchor";

    public string Name => "webhook";

    public Task<string?> LastNoteAsync() => Task.FromResult<string?>(null);

    public async Task TellAsync(IReadOnlyList<string> notes)
    {
        using var client = clients.CreateClient(ClientName);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', notes) + "\n"));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await client.PostAsync(url, content);
        answer.EnsureSuccessStatusCode();
    }
}
