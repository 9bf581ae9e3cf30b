namespace FinancialMcp.Infrastructure.Backends;

/// <summary>Guards the client that repeats: whatever is not a plain GET is a defect of ours and never reaches the wire.</summary>
internal sealed class GetOnlyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) =>
        request.Method == HttpMethod.Get && request.Content is null
            ? base.SendAsync(request, cancellationToken)
            : throw new InvalidOperationException("The reading client sends nothing but GET without a body.");
}
