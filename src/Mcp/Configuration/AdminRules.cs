using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FinancialMcp.Mcp.Hosting;
using static FinancialMcp.Mcp.Configuration.SettingsCatalogue;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>The rules between the settings of the admin side. As <see cref="ConfigurationRules"/>, they stop at nothing.</summary>
internal sealed class AdminRules(
    SettingsReader read,
    List<ConfigurationProblem> errors,
    List<ConfigurationProblem> warnings
)
{
    private const string MakeKeys =
        "Make one: openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj /CN=financial-mcp-keys -keyout FILE -out FILE.crt && cat FILE.crt >>FILE";

    private bool IsDevelopment => read.Environment == DeploymentEnvironment.Development;

    private bool IsLoopback => read.Find(SettingsCatalogue.Host) is not { } host || IPAddress.IsLoopback(host);

    private bool IsEnabled => read.IsGiven(AdminEnabled) ? read.Get(AdminEnabled) : IsDevelopment && IsLoopback;

    public void Check()
    {
        CheckAddress();
        CheckCertificate();
        CheckProvider();
        CheckKeys();
    }

    /// <summary>XML encryption, by which the keys are wrapped, takes RSA alone.</summary>
    private void CheckKeys()
    {
        if (read.Find(DataProtectionCertPath) is not { } file)
        {
            Warn(
                DataProtectionCertPath,
                IsEnabled && read.Environment == DeploymentEnvironment.Production,
                "is missing",
                "Who reads the database has the keys by which people sign in. " + MakeKeys
            );
            return;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(file);
            using var key = certificate.GetRSAPrivateKey();
            if (key is null)
            {
                Refuse(DataProtectionCertPath, "holds no RSA key", MakeKeys);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Refuse(DataProtectionCertPath, "names no file with a certificate and its key", MakeKeys);
        }
    }

    private void CheckProvider()
    {
        if (!read.IsGiven(AdminOidcAuthority))
        {
            foreach (var setting in new Setting[] { AdminOidcClientId, AdminOidcClientSecret, AdminOidcAcr })
            {
                Warn(
                    setting,
                    read.IsGiven(setting),
                    "does nothing without ADMIN_OIDC_AUTHORITY",
                    "Set ADMIN_OIDC_AUTHORITY, or take it out."
                );
            }

            return;
        }

        foreach (var setting in new Setting[] { AdminOidcClientId, AdminOidcClientSecret })
        {
            if (!read.IsGiven(setting))
            {
                Refuse(
                    setting,
                    "is missing while ADMIN_OIDC_AUTHORITY is set",
                    "Set it as the provider registered this server."
                );
            }
        }

        if (
            !IsDevelopment
            && read.Find(AdminOidcAuthority) is { } issuer
            && !issuer.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        )
        {
            Refuse(AdminOidcAuthority, "is not https", "Use the provider's https issuer.");
        }
    }

    private void CheckAddress()
    {
        var isTls = read.IsGiven(TlsCertPath) || read.IsGiven(TlsKeyPath);
        if (!read.IsGiven(AdminUrl))
        {
            if (IsEnabled && !IsDevelopment)
            {
                Refuse(
                    AdminUrl,
                    "is missing while ADMIN_ENABLED is true",
                    "Give the https origin at which people reach the admin pages, or set ADMIN_ENABLED=false."
                );
            }
            else if (IsEnabled && !IsLoopback)
            {
                Refuse(
                    AdminEnabled,
                    "is true beyond loopback without ADMIN_URL",
                    "Set HOST=127.0.0.1, ADMIN_URL, or ADMIN_ENABLED=false."
                );
            }

            Warn(TlsCertPath, isTls, "does nothing without ADMIN_URL", "Set ADMIN_URL, or take it out.");
            var isProxied = read.IsGiven(ForwardedProxies);
            Warn(ForwardedProxies, isProxied, "does nothing without ADMIN_URL", "Set ADMIN_URL, or take it out.");
        }
        else if (IsEnabled && !isTls && !read.IsGiven(ForwardedProxies))
        {
            Refuse(
                AdminUrl,
                "is https, and nothing serves it",
                "Give TLS_CERT_PATH and TLS_KEY_PATH, or list the proxy that serves it in FORWARDED_PROXIES."
            );
        }
        else
        {
            Warn(
                AdminUrl,
                !IsEnabled,
                "is given, and the admin pages are off",
                "Set ADMIN_ENABLED=true, or take it out."
            );
        }
    }

    private void CheckCertificate()
    {
        var (certificate, key) = (read.Find(TlsCertPath), read.Find(TlsKeyPath));
        if (certificate is null || key is null)
        {
            if (certificate is not null || key is not null)
            {
                var (missing, given) = certificate is null ? (TlsCertPath, TlsKeyPath) : (TlsKeyPath, TlsCertPath);
                Refuse(missing, $"is missing while {given.Name} is set", "A certificate and its key go together.");
            }

            return;
        }

        try
        {
            using var loaded = TlsCertificate.Load(certificate, key);
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            Refuse(
                TlsCertPath,
                "and TLS_KEY_PATH are no certificate and its key",
                "Both are PEM files that this user may read, the key not encrypted and of that certificate."
            );
        }
    }

    private void Refuse(Setting setting, string what, string remedy) => errors.Add(new(setting.Name, what, remedy));

    private void Warn(Setting setting, bool applies, string what, string remedy)
    {
        if (applies)
        {
            warnings.Add(new(setting.Name, what, remedy));
        }
    }
}
