using System.Net;
using System.Reflection;
using FinancialMcp.Domain.Limits;
using static FinancialMcp.Mcp.Configuration.SettingsCatalogue;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>Turns sources into settings, or into everything that is wrong with them.</summary>
internal sealed class ConfigurationReading
{
    private readonly ConfigurationSources sources;
    private readonly List<ConfigurationProblem> errors = [];
    private readonly List<ConfigurationProblem> warnings = [];
    private readonly SettingsReader read;

    private ConfigurationReading(ConfigurationSources sources, bool isOwner)
    {
        this.sources = sources;
        errors.AddRange(sources.Problems);
        read = new SettingsReader(sources, errors, isOwner);
    }

    private bool IsDevelopment => read.Environment == DeploymentEnvironment.Development;

    private static string BuiltVersion =>
        typeof(Settings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Reads and checks everything.</summary>
    /// <param name="sources">Where values come from.</param>
    /// <param name="environment">The environment to check for, as <c>validate-config --env</c> names it; null: what ENVIRONMENT says.</param>
    /// <param name="isOwner">Whether what only the owner of the database needs is read as well; without it, it is not looked at.</param>
    public static ConfigurationReport Read(
        ConfigurationSources sources,
        DeploymentEnvironment? environment = null,
        bool isOwner = false
    ) => new ConfigurationReading(sources, isOwner).Run(environment);

    /// <summary>Names of all settings that reading asks for; a test compares them with the catalogue.</summary>
    internal static IReadOnlySet<string> NamesRead(ConfigurationSources sources)
    {
        var reading = new ConfigurationReading(sources, isOwner: true);
        reading.Run(null);
        return reading.read.Names;
    }

    private ConfigurationReport Run(DeploymentEnvironment? environment)
    {
        ReadEnvironment(environment);
        var settings = new Settings
        {
            Environment = read.Environment,
            Version = read.Find(SettingsCatalogue.Version) ?? BuiltVersion,
            Listening = ReadListening(),
            Callers = ReadCallers(),
            Provider = ReadProvider(),
            Backends = ReadBackends(),
            Oversight = ReadOversight(),
            KeyCertificateFile = FullPath(read.Find(DataProtectionCertPath)),
            RateLimit = ReadRateLimit(),
            Redis = read.Find(RedisUrl),
            Database = ReadDatabase(),
            Audit = ReadAudit(),
            Logs = ReadLogs(),
            Collector = ReadCollector(),
        };
        new ConfigurationRules(read, errors, warnings).Check();
        new AdminRules(read, errors, warnings).Check();
        WarnOfUnknownNames();
        return new()
        {
            Environment = read.Environment,
            Settings = errors.Count == 0 ? settings with { Effective = EffectiveSettings.Of(sources, settings) } : null,
            Errors = errors,
            Warnings = warnings,
        };
    }

    private void ReadEnvironment(DeploymentEnvironment? wanted)
    {
        var before = errors.Count;
        var stated = read.Get(SettingsCatalogue.Environment);
        if (errors.Count > before)
        {
            // What is no environment is checked by the strictest rules.
            stated = DeploymentEnvironment.Production;
        }
        else if (wanted is { } asked && read.IsGiven(SettingsCatalogue.Environment) && stated != asked)
        {
            var what = $"is {stated} while {asked} was asked for".ToLowerInvariant();
            errors.Add(new(SettingsCatalogue.Environment.Name, what, "Make them agree."));
        }

        read.Environment = wanted ?? stated;
    }

    private ListeningSettings ReadListening()
    {
        var host = read.Get(SettingsCatalogue.Host);
        var admin = read.Get(AdminEnabled);
        var cors = read.Get(CorsEnabled);
        var origins = read.Find(CorsOrigins) ?? [];
        var publicUrl = ReadPublicUrl();
        return new()
        {
            Host = host,
            Port = read.Get(Port),
            AdminPort = read.Get(AdminPort),
            MetricsPort = read.Get(MetricsPort),
            PublicUrl = publicUrl,
            Admin = ReadAdminAddress(),
            McpEnabled = read.Get(McpEnabled),
            AdminEnabled = read.IsGiven(AdminEnabled) ? admin : IsDevelopment && IPAddress.IsLoopback(host),
            MetricsEnabled = read.Get(MetricsEnabled),
            HealthCheckEnabled = read.Get(HealthCheckEnabled),
            AllowedHosts =
                read.Find(AllowedHosts)
                ?? [new Uri(publicUrl).Host, "localhost", IPAddress.Loopback.ToString(), "[::1]"],
            CorsOrigins = cors ? origins : [],
            MaxConnections = read.Get(MaxConnections),
            KeepAliveTimeout = TimeSpan.FromSeconds(read.Get(KeepAliveTimeout)),
        };
    }

    private AdminAddress? ReadAdminAddress()
    {
        var (certificate, key) = (FullPath(read.Find(TlsCertPath)), FullPath(read.Find(TlsKeyPath)));
        var proxies = read.Find(ForwardedProxies) ?? [];
        return read.Find(AdminUrl) is { } url
            ? new AdminAddress
            {
                Url = url,
                CertificateFile = certificate,
                KeyFile = key,
                Proxies = proxies,
            }
            : null;
    }

    /// <summary>In development the URL may be left out; elsewhere its absence was refused and the stand-in is never used.</summary>
    private string ReadPublicUrl() =>
        read.Find(PublicUrl)?.AbsoluteUri.TrimEnd('/') ?? $"http://localhost:{read.Get(Port)}";

    private CallerSettings ReadCallers() =>
        new()
        {
            Authority = read.Find(AuthAuthority),
            JwtSecret = read.Find(JwtSecret),
            JwtSecretPrevious = read.Find(JwtSecretPrevious),
            Issuer = (read.Find(AuthAuthority) ?? read.Find(JwtIssuer))!,
            Audience = ReadPublicUrl() + "/mcp",
        };

    private ProviderSettings? ReadProvider()
    {
        var (id, secret) = (read.Find(AdminOidcClientId), read.Find(AdminOidcClientSecret));
        var (claim, acr) = (read.Get(AdminOidcNameClaim), read.Find(AdminOidcAcr));
        return read.Find(AdminOidcAuthority) is { } issuer
            ? new ProviderSettings
            {
                Issuer = issuer,
                ClientId = id!,
                ClientSecret = secret!,
                NameClaim = claim,
                Acr = acr,
            }
            : null;
    }

    private BackendSettings ReadBackends()
    {
        var (secret, ours) = (read.Find(BackendJwtSecret), read.Find(JwtSecret));
        return new()
        {
            AccountServiceUrl = read.Get(AccountServiceUrl),
            TransactionServiceUrl = read.Get(TransactionServiceUrl),
            Contract = read.Get(SettingsCatalogue.BackendContract),
            TimeZone = read.Get(BackendTimeZone),
            JwtSecret = secret ?? ours,
            ServiceToken = read.Find(BackendServiceToken),
            StaffSubject = read.Get(BackendStaffSubject),
            SubjectClaim = read.Get(BackendSubjectClaim),
            HttpTimeout = TimeSpan.FromMilliseconds(read.Get(HttpTimeout)),
            MaxRetries = read.Get(MaxRetries),
            RetryDelay = TimeSpan.FromMilliseconds(read.Get(RetryDelay)),
            BreakerFailureThreshold = read.Get(CircuitBreakerFailureThreshold),
            BreakerRecoveryTimeout = TimeSpan.FromSeconds(read.Get(CircuitBreakerRecoveryTimeout)),
        };
    }

    private OversightSettings ReadOversight() =>
        new()
        {
            DefaultGrant = read.Get(AgentDefaultGrant),
            FirstPolicy = read.Find(PolicyFile) is { } file
                ? PolicyFileReading.Read(file, errors)
                : Domain.Policies.Policy.DefaultRules,
            ChangeDeadline = TimeSpan.FromMilliseconds(read.Get(ChangeDeadline)),
            QuiesceWindow = TimeSpan.FromSeconds(read.Get(QuiesceWindow)),
        };

    private CollectorSettings? ReadCollector()
    {
        var (isHttp, headers) = (read.Get(OtlpProtocol), read.Find(OtlpHeaders));
        return read.Find(OtlpEndpoint) is { } endpoint ? new CollectorSettings(endpoint, isHttp, headers) : null;
    }

    private RateLimit? ReadRateLimit()
    {
        var (requests, window) = (read.Get(RateLimitRequests), read.Get(RateLimitWindow));
        return read.Get(RateLimitEnabled) ? new RateLimit(requests, TimeSpan.FromSeconds(window)) : null;
    }

    private DatabaseSettings ReadDatabase()
    {
        var user = read.Find(DbUser);
        var password = read.Find(DbPassword);
        var postgres = new PostgresSettings
        {
            Host = read.Find(DbHost)!,
            Port = read.Get(DbPort),
            Database = read.Get(DbName),
            User = user!,
            Password = password!,
            MigrationUser = (read.Find(DbMigrationUser) ?? user)!,
            MigrationPassword = (read.Find(DbMigrationPassword) ?? password)!,
            Encryption = read.Get(DbSslMode),
            SealerUser = (read.Find(DbSealerUser) ?? user)!,
            SealerPassword = (read.Find(DbSealerPassword) ?? password)!,
            ReaderUser = read.Find(DbReaderUser),
            RetentionUser = read.Find(DbRetentionUser),
            RetentionPassword = read.Find(DbRetentionPassword),
        };
        return new()
        {
            Postgres = postgres.Host is null ? null : postgres,
            DataDirectory = Path.GetFullPath(read.Get(DataDir)),
        };
    }

    private AuditSettings ReadAudit() =>
        new()
        {
            MacKeyFile = FullPath(read.Find(AuditMacKeyFile)),
            SigningKeyFile = FullPath(read.Find(AuditSigningKeyFile)),
            AnchorFile = FullPath(read.Find(AuditAnchorFile)),
            AnchorSyslog = read.Find(AuditAnchorSyslog),
            AnchorWebhook = read.Find(AuditAnchorWebhook),
            Seals = read.Get(AuditSealing),
            Retention = new(read.Get(AuditRetentionMoney), read.Get(AuditRetentionOther)),
        };

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

    private LogSettings ReadLogs()
    {
        var level = read.Get(SettingsCatalogue.LogLevel);
        var debug = read.Get(Debug);
        return new()
        {
            Level =
                debug && !read.IsGiven(SettingsCatalogue.LogLevel)
                    ? Microsoft.Extensions.Logging.LogLevel.Debug
                    : level,
            Format = read.Get(SettingsCatalogue.LogFormat),
            File = FullPath(read.Find(LogFile)),
        };
    }

    private void WarnOfUnknownNames()
    {
        var known = All.SelectMany(setting => new[] { setting.Name, setting.FileName })
            .Concat(ScriptSettings.All.Select(setting => setting.Name))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var name in sources.FileNames.Where(name => !known.Contains(name)))
        {
            warnings.Add(new(name, "is not a setting of this version", "Check its spelling, or take it out."));
        }
    }
}
