using System.Net;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// Reads the answer whole, to at most 1 MiB, before anybody looks at it: a body that is cut short, too large or too slow
/// fails here, inside the attempt's time. The status of such an answer stays readable on the request.
/// </summary>
internal sealed class WholeAnswerHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>The largest body that is read, in bytes.</summary>
    public const int Limit = 1024 * 1024;

    private static readonly HttpRequestOptionsKey<HttpStatusCode> Status = new("FinancialMcp.Status");

    /// <summary>The status the service answered this request with, also when the body failed; null for no answer.</summary>
    public static int? StatusOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(Status, out var status) ? (int)status : null;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var answer = await base.SendAsync(request, cancellationToken);
        request.Options.Set(Status, answer.StatusCode);
        try
        {
            await answer.Content.LoadIntoBufferAsync(Limit, cancellationToken);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
