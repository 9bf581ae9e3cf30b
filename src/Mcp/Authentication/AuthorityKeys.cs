using FinancialMcp.Mcp.Hosting;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>
/// The public keys of AUTH_AUTHORITY, found by its metadata (OpenID Connect Discovery 1.0, 4). They are asked for again each
/// hour, and once a minute at most for a key that is not among them; while the authority does not answer, those that it gave
/// last hold.
/// </summary>
internal sealed partial class AuthorityKeys : IDisposable
{
    private const string MetadataPath = "/.well-known/openid-configuration";
    private static readonly TimeSpan Freshness = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>While no key is known at all, nobody can be let in.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    private readonly string issuer;
    private readonly HttpClient channel;
    private readonly HttpDocumentRetriever documents;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly TimeProvider time;
    private readonly ILogger<AuthorityKeys> log;
    private volatile KeySet? known;
    private DateTimeOffset asked = DateTimeOffset.MinValue;

    /// <param name="issuer">AUTH_AUTHORITY, character by character as tokens name it.</param>
    /// <param name="isPlain">True where it may be asked without TLS.</param>
    /// <param name="time">What an hour is measured by.</param>
    /// <param name="log">Told when the authority does not answer.</param>
    public AuthorityKeys(string issuer, bool isPlain, TimeProvider time, ILogger<AuthorityKeys> log)
    {
        this.issuer = issuer;
        this.time = time;
        this.log = log;
        channel = ProviderChannel.Create(isPlain);
        documents = new HttpDocumentRetriever(channel) { RequireHttps = !isPlain };
    }

    /// <summary>Where the metadata is.</summary>
    public string MetadataAddress => issuer.TrimEnd('/') + MetadataPath;

    /// <summary>What it is asked through.</summary>
    public HttpClient Channel => channel;

    /// <summary>The keys to judge a token by; null while the authority has never answered.</summary>
    public async ValueTask<KeySet?> CurrentAsync() =>
        known is { } recent && time.GetUtcNow() - recent.Since < Freshness ? recent : await AskAsync(known);

    /// <summary>Other keys than these, for a token that names none of them; null when there are none, or it is too soon to ask again.</summary>
    public async ValueTask<KeySet?> AfterAsync(KeySet old) =>
        await AskAsync(old) is { } newer && newer != old ? newer : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        channel.Dispose();
        turn.Dispose();
    }

    /// <summary>One asks, and the others wait for what it hears.</summary>
    private async Task<KeySet?> AskAsync(KeySet? old)
    {
        await turn.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            if (known == old && now - asked >= (old is null ? FirstPause : Pause))
            {
                asked = now;
                known = await FetchAsync(now) ?? old;
            }

            return known;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<KeySet?> FetchAsync(DateTimeOffset now)
    {
        try
        {
            var metadata = await OpenIdConnectConfigurationRetriever.GetAsync(
                MetadataAddress,
                documents,
                CancellationToken.None
            );

            // Discovery, 4.3: metadata of another issuer is not this one's, whoever serves it here.
            if (!string.Equals(metadata.Issuer, issuer, StringComparison.Ordinal))
            {
                throw new InvalidOperationException("Its metadata is of another issuer.");
            }

            return metadata.SigningKeys.Count > 0
                ? new KeySet([.. metadata.SigningKeys], now)
                : throw new InvalidOperationException("It publishes no key that signs.");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever the other side sends, a call must not fail by it: the keys of before hold.
            LogNoAnswer(MetadataAddress, failure.GetBaseException().Message);
            return null;
        }
    }

    [LoggerMessage(
        EventId = 0,
        EventName = "authority_lost",
        Level = LogLevel.Warning,
        Message = "authority_lost: the keys of callers' tokens could not be had from {Address}: {Reason}"
    )]
    private partial void LogNoAnswer(string address, string reason);

    /// <summary>Keys that were published at one time. Two are the same when they came by the same answer.</summary>
    internal sealed class KeySet(IReadOnlyList<SecurityKey> keys, DateTimeOffset since)
    {
        public IReadOnlyList<SecurityKey> Keys { get; } = keys;

        public DateTimeOffset Since { get; } = since;

        public bool Has(string? keyId) => keyId is null || Keys.Any(key => key.KeyId == keyId);
    }
}
