using FinancialMcp.Admin;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>
/// How an identity provider, of staff or of callers, is asked for its metadata, its keys and a token: within ten seconds and a megabyte, at the address
/// that was named and no other. Whatever fails on the way is an <see cref="IOException"/>.
/// </summary>
internal sealed class ProviderChannel : DelegatingHandler
{
    private const int LargestAnswer = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    private readonly bool isPlain;

    private ProviderChannel(bool isPlain)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = ConnectionLife }) =>
        this.isPlain = isPlain;

    /// <param name="services">Where the pages are registered.</param>
    /// <param name="isPlain">True where the provider may be asked without TLS, whatever address its metadata names.</param>
    public static void Add(IServiceCollection services, bool isPlain) =>
        services.Configure<OpenIdConnectOptions>(
            ProviderOptions.Scheme,
            options => options.Backchannel = Create(isPlain)
        );

    /// <inheritdoc cref="Add"/>
    public static HttpClient Create(bool isPlain) => new(new ProviderChannel(isPlain)) { Timeout = Patience };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (!isPlain && request.RequestUri?.Scheme != Uri.UriSchemeHttps)
        {
            throw new IOException("The identity provider names an address that is not https.");
        }

        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
            return answer;
        }
        catch (HttpRequestException cause)
        {
            throw new IOException("The identity provider did not answer.", cause);
        }
    }
}
