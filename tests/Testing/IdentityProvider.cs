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

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
