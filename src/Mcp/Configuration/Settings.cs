using System.Net;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>The settings of an instance: checked, complete, and fixed for its life.</summary>
internal sealed record Settings
{
    public required DeploymentEnvironment Environment { get; init; }
    public required string Version { get; init; }
    public required ListeningSettings Listening { get; init; }
    public required CallerSettings Callers { get; init; }

    /// <summary>Where people sign in; null: here.</summary>
    public required ProviderSettings? Provider { get; init; }
    public required BackendSettings Backends { get; init; }
    public required OversightSettings Oversight { get; init; }

    /// <summary>Full path of the file by which keys are encrypted in the database; null: they are not.</summary>
    public required string? KeyCertificateFile { get; init; }

    /// <summary>How often one caller may call; null: as often as it likes.</summary>
    public required RateLimit? RateLimit { get; init; }

    /// <summary>Null: replicas share the database alone.</summary>
    public required RedisAddress? Redis { get; init; }
    public required DatabaseSettings Database { get; init; }
    public required AuditSettings Audit { get; init; }
    public required LogSettings Logs { get; init; }

    /// <summary>Where traces go; null: nowhere.</summary>
    public required CollectorSettings? Collector { get; init; }

    /// <summary>Where the values came from, and what people may see of them.</summary>
    public EffectiveSettings Effective { get; init; } = EffectiveSettings.None;

    public bool IsProduction => Environment == DeploymentEnvironment.Production;

    public bool IsDevelopment => Environment == DeploymentEnvironment.Development;

    /// <summary>The environment's name as the guide writes it.</summary>
    public string EnvironmentName => Environment.ToString().ToLowerInvariant();
}

/// <summary>What is served, where, and to whom.</summary>
internal sealed record ListeningSettings
{
    public required IPAddress Host { get; init; }
    public required int Port { get; init; }
    public required int AdminPort { get; init; }
    public required int MetricsPort { get; init; }

    /// <summary>URL under which agents reach the server, without a trailing slash.</summary>
    public required string PublicUrl { get; init; }

    /// <summary>How people reach the admin pages; null: from this machine alone, without TLS.</summary>
    public required AdminAddress? Admin { get; init; }
    public required bool McpEnabled { get; init; }
    public required bool AdminEnabled { get; init; }
    public required bool MetricsEnabled { get; init; }
    public required bool HealthCheckEnabled { get; init; }
    public required IReadOnlyList<string> AllowedHosts { get; init; }

    /// <summary>Origins whose browsers may call; empty when there are none, <c>*</c> for any.</summary>
    public required IReadOnlyList<string> CorsOrigins { get; init; }
    public required int MaxConnections { get; init; }
    public required TimeSpan KeepAliveTimeout { get; init; }
}

/// <summary>The one address of the admin pages, and what makes it https.</summary>
internal sealed record AdminAddress
{
    /// <summary>The https origin.</summary>
    public required Uri Url { get; init; }

    /// <summary>Full path of the certificates; null where a proxy serves TLS.</summary>
    public required string? CertificateFile { get; init; }

    /// <inheritdoc cref="CertificateFile"/>
    public required string? KeyFile { get; init; }

    /// <summary>Whose forwarded headers are believed; empty: nobody's.</summary>
    public required IReadOnlyList<IPNetwork> Proxies { get; init; }
}

/// <summary>The OpenID Provider of the staff, and this server as its client.</summary>
internal sealed record ProviderSettings
{
    /// <summary>As it was written: it is compared character by character.</summary>
    public required string Issuer { get; init; }
    public required string ClientId { get; init; }
    public required Secret ClientSecret { get; init; }
    public required string NameClaim { get; init; }

    /// <summary>Null: more than one factor is required, of whatever kind.</summary>
    public required string? Acr { get; init; }
}

/// <summary>The OpenTelemetry collector.</summary>
internal sealed record CollectorSettings(Uri Endpoint, bool IsHttp, Secret? Headers);

/// <summary>How the tokens of callers are checked.</summary>
internal sealed record CallerSettings
{
    /// <summary>Whose published keys judge tokens; null: <see cref="JwtSecret"/> does.</summary>
    public required string? Authority { get; init; }

    /// <summary>Null where there is an <see cref="Authority"/>.</summary>
    public required Secret? JwtSecret { get; init; }
    public required Secret? JwtSecretPrevious { get; init; }
    public required string Issuer { get; init; }

    /// <summary>What a token must be issued for: PUBLIC_URL + /mcp (RFC 8707).</summary>
    public required string Audience { get; init; }
}

/// <summary>The bank's two services and how they are called.</summary>
internal sealed record BackendSettings
{
    public required Uri AccountServiceUrl { get; init; }
    public required Uri TransactionServiceUrl { get; init; }
    public required BankContract Contract { get; init; }

    /// <summary>The contract's name as BACKEND_CONTRACT writes it.</summary>
    public string ContractName => Contract.ToString().ToLowerInvariant();
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>Signs our tokens; null where there is a <see cref="ServiceToken"/>.</summary>
    public required Secret? JwtSecret { get; init; }

    /// <summary>What the bank gave us to send instead of tokens of our own.</summary>
    public required Secret? ServiceToken { get; init; }
    public required string StaffSubject { get; init; }
    public required string SubjectClaim { get; init; }
    public required TimeSpan HttpTimeout { get; init; }
    public required int MaxRetries { get; init; }
    public required TimeSpan RetryDelay { get; init; }
    public required int BreakerFailureThreshold { get; init; }
    public required TimeSpan BreakerRecoveryTimeout { get; init; }
}

/// <summary>What holds until people decide otherwise, and how long an outcome may stay open.</summary>
internal sealed record OversightSettings
{
    public required Grant DefaultGrant { get; init; }
    public required IReadOnlyList<PolicyRule> FirstPolicy { get; init; }
    public required TimeSpan ChangeDeadline { get; init; }
    public required TimeSpan QuiesceWindow { get; init; }
}

/// <summary>Where operations and the audit trail are kept.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>PostgreSQL, or null for the embedded database in <see cref="DataDirectory"/>.</summary>
    public required PostgresSettings? Postgres { get; init; }

    /// <summary>PostgreSQL or SQLite.</summary>
    public string Kind => Postgres is null ? "SQLite" : "PostgreSQL";

    /// <summary>Full path of the folder of the embedded database.</summary>
    public required string DataDirectory { get; init; }
}

/// <summary>How PostgreSQL is reached, as the server and as the one who migrates.</summary>
internal sealed record PostgresSettings
{
    public required string Host { get; init; }
    public required int Port { get; init; }
    public required string Database { get; init; }
    public required string User { get; init; }
    public required Secret Password { get; init; }
    public required string MigrationUser { get; init; }
    public required Secret MigrationPassword { get; init; }
    public required DatabaseEncryption Encryption { get; init; }
    public required string SealerUser { get; init; }
    public required Secret SealerPassword { get; init; }
    public required string? ReaderUser { get; init; }
    public required string? RetentionUser { get; init; }
    public required Secret? RetentionPassword { get; init; }
}

/// <summary>The trail's keys and the places outside the database that are told of its seals.</summary>
internal sealed record AuditSettings
{
    /// <summary>Full path; null for a key that is made in the data folder.</summary>
    public required string? MacKeyFile { get; init; }

    /// <inheritdoc cref="MacKeyFile"/>
    public required string? SigningKeyFile { get; init; }

    /// <summary>Full path; null for a file in the data folder.</summary>
    public required string? AnchorFile { get; init; }
    public required HostAndPort? AnchorSyslog { get; init; }
    public required Uri? AnchorWebhook { get; init; }
    public required bool Seals { get; init; }
    public required RetentionPeriods Retention { get; init; }
}

/// <summary>What is logged, how and where.</summary>
internal sealed record LogSettings
{
    public required LogLevel Level { get; init; }
    public required LogFormat Format { get; init; }

    /// <summary>File written besides standard output; null for none.</summary>
    public required string? File { get; init; }
}
