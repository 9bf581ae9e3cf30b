using System.Security.Cryptography;
using System.Text.Json;
using FinancialMcp.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Tests.Authentication;

/// <summary>Who issues tokens, over HTTP on a free port: its metadata and keys as a test wants them, and how often they were asked for.</summary>
internal sealed class Authority : IAsyncDisposable
{
    private readonly WebApplication server;
    private int asked;
    private int connected;

    private Authority(WebApplication server) => this.server = server;

    public static string[] Algorithms { get; } =
    [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    public string Issuer { get; private set; } = "";

    /// <summary>What its metadata calls it; null: what it is.</summary>
    public string? Alias { get; set; }

    /// <summary>False: it answers with 503.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>White space that its key set ends with.</summary>
    public int Padding { get; set; }

    public List<SecurityKey> Keys { get; } = [Rsa("first"), Curve("second")];

    public int Asked => asked;

    /// <summary>True: it takes the question and gives no answer.</summary>
    public bool Hangs { get; set; }

    /// <summary>Questions of any kind.</summary>
    public int Connected => connected;

    /// <summary>What a server is told of it.</summary>
    public Dictionary<string, string> Settings =>
        new(StringComparer.Ordinal)
        {
            ["AUTH_AUTHORITY"] = Issuer,
            ["JWT_SECRET"] = "",
            ["JWT_ISSUER"] = "",
        };

    public static RsaSecurityKey Rsa(string? id) => new(RSA.Create(2048)) { KeyId = id };

    public static ECDsaSecurityKey Curve(string id) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };

    public static async Task<Authority> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var authority = new Authority(builder.Build());
        authority.server.Run(authority.AnswerAsync);
        await authority.server.StartAsync();
        authority.Issuer = authority.server.Urls.Single();
        return authority;
    }

    /// <summary>A token of the first key that fits, or of another key.</summary>
    public string Sign(string algorithm, SecurityKey? key = null, string? audience = null, string? issuer = null)
    {
        key ??= Keys.First(one => one is ECDsaSecurityKey == algorithm.StartsWith("ES", StringComparison.Ordinal));
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = issuer ?? Issuer,
            ["aud"] = audience ?? Tokens.Audience,
            ["sub"] = "alice",
            ["roles"] = new[] { "ROLE_USER" },
            ["jti"] = Guid.CreateVersion7().ToString(),
            ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
        };
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(
            new SecurityTokenDescriptor { Claims = claims, SigningCredentials = new SigningCredentials(key, algorithm) }
        );
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref connected);
        if (Hangs)
        {
            return Hanging(context.RequestAborted);
        }

        if (!Answers)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        var isMetadata = context.Request.Path == "/.well-known/openid-configuration";
        if (!isMetadata)
        {
            Interlocked.Increment(ref asked);
        }

        var text = isMetadata
            ? JsonSerializer.Serialize(new { issuer = Alias ?? Issuer, jwks_uri = Issuer + "/keys" })
            : JsonSerializer.Serialize(new { keys = Keys.Select(Published) }) + new string(' ', Padding);
        return context.Response.WriteAsync(text);
    }

    private static Task Hanging(CancellationToken gone)
    {
        var end = new TaskCompletionSource();
        gone.Register(end.SetResult);
        return end.Task;
    }

    private static Dictionary<string, string?> Published(SecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromSecurityKey(key);
        return new(StringComparer.Ordinal)
        {
            ["kty"] = jwk.Kty,
            ["kid"] = jwk.Kid,
            ["use"] = "sig",
            ["n"] = jwk.N,
            ["e"] = jwk.E,
            ["crv"] = jwk.Crv,
            ["x"] = jwk.X,
            ["y"] = jwk.Y,
            ["k"] = jwk.K,
        };
    }
}
