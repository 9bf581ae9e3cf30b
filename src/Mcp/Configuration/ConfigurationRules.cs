using System.Net;
using FinancialMcp.Domain.Agents;
using static FinancialMcp.Mcp.Configuration.DeploymentEnvironment;
using static FinancialMcp.Mcp.Configuration.SettingsCatalogue;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>
/// The rules between settings. They read for themselves and pass over what could not be read, so that one run names
/// every problem.
/// </summary>
internal sealed class ConfigurationRules(
    SettingsReader read,
    List<ConfigurationProblem> errors,
    List<ConfigurationProblem> warnings
)
{
    private const int LeastQuiesce = 30;

    private bool IsDevelopment => read.Environment == Development;
    private bool IsProduction => read.Environment == Production;

    public void Check()
    {
        CheckPorts();
        CheckExposure();
        CheckBrowsers();
        new SecretRules(read, errors).Check();
        CheckDatabase();
        CheckOversight();
        CheckAudit();
        CheckProduction();
    }

    private void CheckOversight()
    {
        if (!IsDevelopment && read.Get(AgentDefaultGrant) == Grant.Role)
        {
            Refuse(
                AgentDefaultGrant,
                "is role outside development",
                "Use none or read: what an agent may do beyond that is for people to grant."
            );
        }

        if (IsProduction && read.Get(QuiesceWindow) < LeastQuiesce)
        {
            Refuse(
                QuiesceWindow,
                $"is less than {LeastQuiesce} seconds in production",
                $"Give at least {LeastQuiesce}: a bank that is slow to show a payment must not be taken for one that has none."
            );
        }
    }

    private void CheckPorts()
    {
        var taken = new Dictionary<int, Setting>();
        foreach (var setting in new[] { Port, AdminPort, MetricsPort })
        {
            var port = read.Get(setting);
            if (port == 0)
            {
                if (!IsDevelopment && read.IsGiven(setting))
                {
                    Refuse(setting, "is 0 outside development", "Give it a port from 1 to 65535.");
                }
            }
            else if (!taken.TryAdd(port, setting))
            {
                Refuse(setting, $"is the same port as {taken[port].Name}", "Give each listener its own port.");
            }
        }
    }

    private void CheckExposure()
    {
        var loopback = read.Find(SettingsCatalogue.Host) is not { } host || IPAddress.IsLoopback(host);
        var remote = read.Get(DevAllowRemote);
        if (IsDevelopment && !loopback && !remote)
        {
            Refuse(
                SettingsCatalogue.Host,
                "reaches beyond this machine in development",
                "Use 127.0.0.1, or set DEV_ALLOW_REMOTE=true."
            );
        }

        if (read.Find(PublicUrl) is not { } url)
        {
            return;
        }

        var https = url.Scheme == Uri.UriSchemeHttps;
        if (IsDevelopment && https)
        {
            Refuse(
                PublicUrl,
                "is https in development",
                "A published server is staging or production: set ENVIRONMENT."
            );
        }
        else if (IsProduction && !https)
        {
            Refuse(PublicUrl, "is not https", "Use the https URL that agents call.");
        }
    }

    private void CheckBrowsers()
    {
        var origins = read.Find(CorsOrigins);
        if (read.Get(CorsEnabled) && origins is null)
        {
            Refuse(
                CorsOrigins,
                "is missing while CORS_ENABLED is true",
                "List the origins, or set CORS_ENABLED=false."
            );
        }

        if (IsProduction && origins?.Contains("*") == true)
        {
            Refuse(CorsOrigins, "allows every origin", "List the origins.");
        }

        if (IsProduction && read.Find(AllowedHosts)?.Contains("*") == true)
        {
            Refuse(AllowedHosts, "allows every host name", "List the host names.");
        }
    }

    private void CheckDatabase()
    {
        var user = read.Find(DbUser);
        var password = read.Find(DbPassword);
        if (read.Find(DbHost) is not { } host)
        {
            if (!DbHost.RequiredIn.Contains(read.Environment) && (user is not null || password is not null))
            {
                Refuse(DbHost, "is missing while DB_USER or DB_PASSWORD is set", "Set it, or unset them for SQLite.");
            }

            return;
        }

        if (user is null)
        {
            Refuse(DbUser, "is missing while DB_HOST is set", "Set the user of the server.");
        }

        if (password is null && !read.IsGiven(DbPassword))
        {
            Refuse(DbPassword, "is missing while DB_HOST is set", "Set the password, or DB_PASSWORD_FILE.");
        }

        if (read.Find(DbMigrationUser) is not null && !read.IsGiven(DbMigrationPassword))
        {
            Refuse(DbMigrationPassword, "is missing while DB_MIGRATION_USER is set", "Set the password of that user.");
        }

        if (read.Find(DbSealerUser) is not null && !read.IsGiven(DbSealerPassword))
        {
            Refuse(DbSealerPassword, "is missing while DB_SEALER_USER is set", "Set the password of that user.");
        }

        if (IsProduction && read.Get(DbSslMode) < DatabaseEncryption.Require && !IsThisMachine(host))
        {
            Refuse(DbSslMode, "does not insist on encryption", "Use verify-full; require is the least.");
        }
    }

    private void CheckAudit()
    {
        foreach (var setting in new[] { AuditMacKeyFile, AuditSigningKeyFile })
        {
            if (read.Find(setting) is { } file && !File.Exists(file))
            {
                Refuse(setting, "names no file that is there", "Make the key as docs/audit.md says, and mount it.");
            }
        }
    }

    private void CheckProduction()
    {
        if (!IsProduction)
        {
            return;
        }

        if (read.Get(Debug))
        {
            Refuse(Debug, "is true in production", "Set it to false.");
        }

        Warn(
            RateLimitEnabled,
            !read.Get(RateLimitEnabled),
            "is false",
            "One caller can then take the place of all others."
        );
        Warn(MetricsEnabled, !read.Get(MetricsEnabled), "is false", "Alerts need metrics.");
        Warn(
            HealthCheckEnabled,
            !read.Get(HealthCheckEnabled),
            "is false",
            "Load balancers need the health endpoints."
        );
        var verbose =
            read.IsGiven(SettingsCatalogue.LogLevel)
            && read.Get(SettingsCatalogue.LogLevel) == Microsoft.Extensions.Logging.LogLevel.Debug;
        Warn(SettingsCatalogue.LogLevel, verbose, "is DEBUG", "INFO is enough outside an investigation.");
    }

    private void Refuse(Setting setting, string what, string remedy) => errors.Add(new(setting.Name, what, remedy));

    private void Warn(Setting setting, bool applies, string what, string remedy)
    {
        if (applies)
        {
            warnings.Add(new(setting.Name, what, remedy));
        }
    }

    private static bool IsThisMachine(string host) =>
        host.StartsWith('/')
        || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
