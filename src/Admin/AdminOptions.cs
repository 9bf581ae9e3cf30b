namespace FinancialMcp.Admin;

/// <summary>What the admin pages show of this instance that no use case knows.</summary>
/// <param name="Environment">development, staging or production.</param>
/// <param name="Contract">Version of the bank's contract that is spoken: v1 or v2.</param>
/// <param name="Database">Kind of the database, as people call it: PostgreSQL or SQLite.</param>
/// <param name="IsPlain">True where pages are served without TLS: to this machine alone, in development.</param>
/// <param name="Provider">Where people sign in instead of here; null: here.</param>
public sealed record AdminOptions(
    string Environment,
    string Contract,
    string Database,
    bool IsPlain,
    ProviderOptions? Provider = null
);

/// <summary>An OpenID Provider, and this server as its client.</summary>
/// <param name="Issuer">The provider's issuer identifier, exactly as its tokens name it (OpenID Connect Core 1.0, 2).</param>
/// <param name="ClientId">What the provider knows this server as.</param>
/// <param name="ClientSecret">What this server proves that with.</param>
/// <param name="NameClaim">The claim that an invited person's name is compared with.</param>
/// <param name="Acr">The authentication context class that is asked for and required; null: more than one factor, by amr.</param>
/// <param name="IsPlain">True where the provider may be reached without TLS: in development.</param>
public sealed record ProviderOptions(
    string Issuer,
    string ClientId,
    string ClientSecret,
    string NameClaim,
    string? Acr,
    bool IsPlain
)
{
    /// <summary>
    /// The scheme of OpenIdConnectOptions whose back channel the host sets: it answers within seconds and a size, follows nothing,
    /// and fails with <see cref="IOException"/>.
    /// </summary>
    public const string Scheme = "provider";

    /// <summary>The host that people are sent to, for a button.</summary>
    public string Host => new Uri(Issuer).Host;

    /// <summary>Without the secret, whoever writes it down.</summary>
    public override string ToString() => $"{nameof(ProviderOptions)} {{ {Issuer} }}";
}
