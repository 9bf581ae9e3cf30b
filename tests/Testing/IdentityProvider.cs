using System.Text.Json;

namespace FinancialMcp.Testing;

/// <summary>
/// A real OpenID Provider, oidc-provider of npm, as its own process on a free port: whoever signs in there says by a form who they
/// are. Its client may have any port of this machine.
/// </summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "financial-mcp";
    public const string ClientSecret = "kD8wq2ZrT5vN1xYb7LmC4sHg9PjE6aUf";
    private static readonly string Folder = Path.Combine(BuildOutput.Root, "tests", "IdentityProvider");
    private readonly ManagedProcess process;

    private IdentityProvider(ManagedProcess process, string issuer) => (this.process, Issuer) = (process, issuer);

    /// <summary>Why there is none here; null when there is.</summary>
    public static string? Missing =>
        Directory.Exists(Path.Combine(Folder, "node_modules")) ? null : "The OpenID Provider is not installed (npm).";

    public string Issuer { get; }

    /// <summary>The last lines it printed.</summary>
    public string Output => process.Output;

    /// <summary>What a server is told of it.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ADMIN_OIDC_AUTHORITY"] = Issuer,
            ["ADMIN_OIDC_CLIENT_ID"] = ClientId,
            ["ADMIN_OIDC_CLIENT_SECRET"] = ClientSecret,
        };

    public static async Task<IdentityProvider> StartAsync()
    {
        var (process, ready) = await ManagedProcess.StartAsync(
            Path.Combine(Folder, "serve.mjs"),
            [],
            [new("CLIENT_ID", ClientId), new("CLIENT_SECRET", ClientSecret)],
            "providing"
        );
        return new IdentityProvider(process, ready.GetProperty("issuer").GetString()!);
    }

    /// <summary>An access token (a JWT) that an agent gets for itself, for one resource (RFC 8707).</summary>
    public async Task<string> AgentTokenAsync(string resource, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(
            new Uri(Issuer + "/token"),
            new FormUrlEncodedContent([
                new("grant_type", "client_credentials"),
                new("client_id", "agent"),
                new("client_secret", ClientSecret),
                new("resource", resource),
                new("scope", "accounts:read"),
            ]),
            cancellationToken
        );
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        using var body = JsonDocument.Parse(text);
        return answer.IsSuccessStatusCode
            ? body.RootElement.GetProperty("access_token").GetString()!
            : throw new InvalidOperationException(text);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
