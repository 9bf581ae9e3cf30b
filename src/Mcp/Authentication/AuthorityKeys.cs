using FinancialMcp.Mcp.Hosting;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Authentication;

/// <summary>
/// The public keys of AUTH_AUTHORITY, found by its metadata (OpenID Connect Discovery 1.0, 4). They are asked for again each
/// hour, and once a minute at most for a token that none of them signed; while the authority does not answer, those that it
/// gave last hold, and nobody waits for it.
/// </summary>
internal sealed partial class AuthorityKeys : IDisposable
{
    private const string MetadataPath = "/.well-known/openid-configuration";
    private static readonly TimeSpan Freshness = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>While no key is known at all, nobody can be let in.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>How long a call waits for keys that it needs; asking goes on without it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string issuer;
    private readonly HttpDocumentRetriever documents;
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly ILogger<AuthorityKeys> log;
    private volatile KeySet? known;
    private Task<KeySet?>? asking;
    private long? askedAt;

    /// <param name="issuer">AUTH_AUTHORITY, character by character as tokens name it.</param>
    /// <param name="isPlain">True where it may be asked without TLS.</param>
    /// <param name="time">What an hour is measured by.</param>
    /// <param name="log">Told when the authority does not answer.</param>
    public AuthorityKeys(string issuer, bool isPlain, TimeProvider time, ILogger<AuthorityKeys> log)
    {
        this.issuer = issuer;
        this.time = time;
        this.log = log;
        Channel = ProviderChannel.Create(isPlain);
        documents = new HttpDocumentRetriever(Channel) { RequireHttps = !isPlain };
    }

    /// <summary>Where the metadata is.</summary>
    public string MetadataAddress => issuer.TrimEnd('/') + MetadataPath;

    /// <summary>What it is asked through.</summary>
    public HttpClient Channel { get; }

    /// <summary>The keys to judge a token by; null while the authority has never answered.</summary>
    public async ValueTask<KeySet?> CurrentAsync(CancellationToken cancellationToken)
    {
        if (known is not { } last)
        {
            return await WaitAsync(Ask(FirstPause), cancellationToken);
        }

        if (time.GetElapsedTime(last.Since) >= Freshness)
        {
            _ = Ask(Pause);
        }

        return last;
    }

    /// <summary>Other keys than these, for a token that none of them signed; null when there are none, or it is too soon to ask again.</summary>
    public async ValueTask<KeySet?> AfterAsync(KeySet old, CancellationToken cancellationToken)
    {
        if (known == old)
        {
            await WaitAsync(Ask(Pause), cancellationToken);
        }

        return known == old ? null : known;
    }

    /// <inheritdoc/>
    public void Dispose() => Channel.Dispose();

    private async Task<KeySet?> WaitAsync(Task<KeySet?> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return known;
        }
    }

    /// <summary>One question at a time, for all who have it, and none within the pause after the last answer.</summary>
    private Task<KeySet?> Ask(TimeSpan pause)
    {
        lock (gate)
        {
            if (asking is { IsCompleted: false })
            {
                return asking;
            }

            if (askedAt is { } last && time.GetElapsedTime(last) < pause)
            {
                return Task.FromResult(known);
            }

            return asking = AskAsync();
        }
    }

    private async Task<KeySet?> AskAsync()
    {
        // Not inside the lock.
        await Task.Yield();
        known = await FetchAsync() ?? known;
        lock (gate)
        {
            askedAt = time.GetTimestamp();
        }

        return known;
    }

    private async Task<KeySet?> FetchAsync()
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
                ? new KeySet([.. metadata.SigningKeys], time.GetTimestamp())
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
    internal sealed class KeySet(IReadOnlyList<SecurityKey> keys, long since)
    {
        public IReadOnlyList<SecurityKey> Keys { get; } = keys;

        /// <summary>Of the clock's timestamps, which no correction of the time moves.</summary>
        public long Since { get; } = since;
    }
}
