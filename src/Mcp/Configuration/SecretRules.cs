using System.Text.RegularExpressions;
using static FinancialMcp.Mcp.Configuration.SettingsCatalogue;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>What is asked of secrets, and which of them go together. As <see cref="ConfigurationRules"/>, it stops at nothing.</summary>
internal sealed partial class SecretRules(SettingsReader read, List<ConfigurationProblem> errors)
{
    private bool IsDevelopment => read.Environment == DeploymentEnvironment.Development;

    public void Check()
    {
        CheckSecrets();
        CheckTokens();
    }

    private void CheckSecrets()
    {
        foreach (var setting in All.OfType<Setting<Secret>>())
        {
            // An empty one could not be read from its file, which was refused.
            if (read.Find(setting) is not { } secret || secret.Reveal().Length == 0)
            {
                continue;
            }

            if (setting.Secrecy == SecretKind.SigningKey && SecretStrength.WeaknessOfKey(secret.Reveal()) is { } weak)
            {
                Refuse(setting, weak, "Make one with: openssl rand -base64 48");
            }
            else if (
                setting.Secrecy == SecretKind.Password
                && !IsDevelopment
                && SecretStrength.WeaknessOfPassword(secret.Reveal()) is { } guessable
            )
            {
                Refuse(
                    setting,
                    guessable,
                    "Have a random one made where it is known: by the database, or the provider."
                );
            }
        }

        if (!IsDevelopment && read.Find(BackendJwtSecret) is { } backend && SignsCallersToo(backend))
        {
            Refuse(
                BackendJwtSecret,
                "is a key that callers' tokens are signed with",
                "Use another key: who holds one could make the other's tokens."
            );
        }
    }

    /// <summary>Who judges callers' tokens and what is shown to the bank: one way each, never two.</summary>
    private void CheckTokens()
    {
        if (read.Find(BackendServiceToken) is not null && read.IsGiven(BackendJwtSecret))
        {
            Refuse(BackendServiceToken, "and BACKEND_JWT_SECRET are both set", "Set the one that the bank asks for.");
        }

        if (read.Find(BackendServiceToken) is { } token && !BearerForm().IsMatch(token.Reveal()))
        {
            Refuse(
                BackendServiceToken,
                "is no bearer token (RFC 6750, 2.1)",
                "Give the token alone: letters, digits and - . _ ~ + / with = at its end, without the word Bearer."
            );
        }

        if (read.Find(AuthAuthority) is not { } issuer)
        {
            return;
        }

        if (!IsDevelopment && !issuer.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            Refuse(AuthAuthority, "is not https", "Use the issuer's https address.");
        }

        foreach (var setting in new Setting[] { JwtSecret, JwtSecretPrevious, JwtIssuer })
        {
            if (read.IsGiven(setting))
            {
                Refuse(
                    setting,
                    "is set beside AUTH_AUTHORITY",
                    "Take one out: tokens are judged by that issuer's keys, or by a secret, never by both."
                );
            }
        }

        if (IsDevelopment && !read.IsGiven(BackendJwtSecret) && read.Find(BackendServiceToken) is null)
        {
            Refuse(
                BackendJwtSecret,
                "is missing while AUTH_AUTHORITY is set",
                "Set the key that the bank's services know; there is no JWT_SECRET to take in its place."
            );
        }
    }

    private bool SignsCallersToo(Secret backend) =>
        backend == read.Find(JwtSecret) || backend == read.Find(JwtSecretPrevious);

    [GeneratedRegex("^[A-Za-z0-9._~+/-]+=*$", RegexOptions.None, 1000)]
    private static partial Regex BearerForm();

    private void Refuse(Setting setting, string what, string remedy) => errors.Add(new(setting.Name, what, remedy));
}
