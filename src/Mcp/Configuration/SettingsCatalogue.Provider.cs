namespace FinancialMcp.Mcp.Configuration;

internal static partial class SettingsCatalogue
{
    private const string People = "People";

    public static Setting<string> AdminOidcAuthority { get; } =
        new(
            "ADMIN_OIDC_AUTHORITY",
            SettingTypes.Issuer,
            People,
            "Issuer of the OpenID Provider at which people sign in, exactly as its tokens name it; https outside development. Nobody signs in with a password then."
        );

    public static Setting<string> AdminOidcClientId { get; } =
        new("ADMIN_OIDC_CLIENT_ID", SettingTypes.Text, People, "What that provider knows this server as.");

    public static Setting<Secret> AdminOidcClientSecret { get; } =
        new(
            "ADMIN_OIDC_CLIENT_SECRET",
            SettingTypes.Secret,
            People,
            "What this server proves that with (client_secret_post). ADMIN_URL/signin-oidc is its redirect URI."
        )
        {
            Secrecy = SecretKind.Password,
        };

    public static Setting<string> AdminOidcNameClaim { get; } =
        new(
            "ADMIN_OIDC_NAME_CLAIM",
            SettingTypes.Text,
            People,
            "Claim of the ID token that an invited person's name is compared with, once; from then on the subject tells who it is."
        )
        {
            Default = "preferred_username",
        };

    public static Setting<string> AdminOidcAcr { get; } =
        new(
            "ADMIN_OIDC_ACR",
            SettingTypes.Text,
            People,
            "Authentication context class that is asked for (acr_values) and that the ID token must name (acr)."
        )
        {
            DefaultText = "none: the token's amr must hold mfa",
        };
}
