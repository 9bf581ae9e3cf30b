using System.Net;
using System.Text.Json;
using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Authentication;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Tests.Authentication;

/// <summary>Tokens of an issuer that publishes its keys, over HTTP: what opens the door, and what happens while the issuer is away.</summary>
public sealed class AuthorityTests
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    [Fact]
    public async Task Tokens_of_its_keys_are_accepted_and_clients_are_told_where_to_get_them()
    {
        await using var authority = await Authority.StartAsync();
        await using var server = await RunningServer.StartAsync(more: authority.Settings);
        foreach (var algorithm in Authority.Algorithms)
        {
            Assert.Equal(HttpStatusCode.OK, await CallAsync(server, authority.Sign(algorithm)));
        }

        Assert.Equal(1, authority.Asked);
        var text = await server.Http.GetStringAsync(
            new Uri("/.well-known/oauth-protected-resource/mcp", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        using var metadata = JsonDocument.Parse(text);
        var servers = metadata.RootElement.GetProperty("authorization_servers").EnumerateArray();
        Assert.Equal(authority.Issuer, Assert.Single(servers).GetString());
    }

    [Fact]
    public async Task What_its_keys_did_not_sign_is_refused()
    {
        await using var authority = await Authority.StartAsync();
        await using var server = await RunningServer.StartAsync(more: authority.Settings);
        var key = (RsaSecurityKey)authority.Keys[0];
        var published = key.Rsa.ExportSubjectPublicKeyInfo();
        var foreign = Authority.Rsa("first");
        (string Token, string Reason, string Name)[] refused =
        [
            (authority.Sign(SecurityAlgorithms.RsaSha256, foreign), TokenFault.Signature, "another key of its name"),
            (authority.Sign(SecurityAlgorithms.RsaSha512), TokenFault.Algorithm, "RS512"),
            (
                authority.Sign(SecurityAlgorithms.HmacSha256, new SymmetricSecurityKey(published)),
                TokenFault.Algorithm,
                "the public key as a secret"
            ),
            (new MintedToken { Issuer = authority.Issuer }.Sign(), TokenFault.Algorithm, "a secret of ours"),
            (
                authority.Sign(SecurityAlgorithms.RsaSha256, issuer: authority.Issuer + "/"),
                TokenFault.Issuer,
                "the issuer with a slash"
            ),
            (
                authority.Sign(SecurityAlgorithms.RsaSha256, audience: "https://elsewhere.test/mcp"),
                TokenFault.Audience,
                "another audience"
            ),
        ];
        foreach (var (token, reason, name) in refused)
        {
            Assert.True(await CallAsync(server, token) == HttpStatusCode.Unauthorized, name);
            Assert.Equal(reason, (await server.Audit.AllAsync())[^1].Reason);
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.")]
    [InlineData("bm90IGpzb24.bm90IGpzb24.x")]
    [InlineData("eyJhbGciOjd9.e30.x")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.x")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImtpZCI6W119.e30.x")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("a.b.c.d.e")]
    public async Task What_is_no_token_is_refused(string token)
    {
        await using var authority = await Authority.StartAsync();
        await using var server = await RunningServer.StartAsync(more: authority.Settings);

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(server, token));
    }

    [Fact]
    public async Task A_symmetric_key_among_the_published_ones_judges_nothing()
    {
        await using var authority = await Authority.StartAsync();
        var shared = new SymmetricSecurityKey(new byte[64]) { KeyId = "shared" };
        authority.Keys.Add(shared);
        await using var server = await RunningServer.StartAsync(more: authority.Settings);

        var token = authority.Sign(SecurityAlgorithms.HmacSha256, shared);

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(server, token));
    }

    [Fact]
    public async Task Until_it_answers_nobody_is_let_in_or_called_unknown()
    {
        await using var authority = await Authority.StartAsync();
        authority.Answers = false;
        await using var server = await RunningServer.StartAsync(more: authority.Settings);

        using var answer = await server.PostAsync(List, authority.Sign(SecurityAlgorithms.RsaSha256));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter!.Delta);
        Assert.Empty(answer.Headers.WwwAuthenticate);
        var record = (await server.Audit.AllAsync())[^1];
        Assert.Equal((AuditCode.Unauthenticated, TokenFault.NoAuthority), (record.Code, record.Reason));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(server, "nonsense"));
    }

    [Theory]
    [InlineData("next")]
    [InlineData(null)]
    public async Task A_key_that_is_new_lets_its_first_token_in(string? name)
    {
        await using var authority = await Authority.StartAsync();
        var clock = new SetClock();
        await using var server = await RunningServer.StartAsync(
            more: authority.Settings,
            configure: services => services.AddSingleton(_ => KeysOf(authority, clock))
        );
        Assert.Equal(HttpStatusCode.OK, await CallAsync(server, authority.Sign(SecurityAlgorithms.RsaSha256)));

        var next = Authority.Rsa(name);
        authority.Keys[0] = next;
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await CallAsync(server, authority.Sign(SecurityAlgorithms.RsaSha256))
        );
        clock.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(HttpStatusCode.OK, await CallAsync(server, authority.Sign(SecurityAlgorithms.RsaSha256)));
    }

    [Fact]
    public async Task Without_its_keys_health_says_that_nobody_can_call()
    {
        await using var authority = await Authority.StartAsync();
        authority.Answers = false;
        await using var server = await RunningServer.StartAsync(more: authority.Settings);

        using var answer = await server.Http.GetAsync(
            new Uri("/health", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        using var report = JsonDocument.Parse(text);
        Assert.Equal("degraded", report.RootElement.GetProperty("checks").GetProperty("token_issuer").GetString());
    }

    [Fact]
    public async Task The_issuer_of_the_stand_in_provider_lets_an_agent_in()
    {
        Assert.SkipWhen(IdentityProvider.Missing is not null, IdentityProvider.Missing ?? "");
        await using var provider = await IdentityProvider.StartAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AUTH_AUTHORITY"] = provider.Issuer,
            ["JWT_SECRET"] = "",
            ["JWT_ISSUER"] = "",
        };
        await using var server = await RunningServer.StartAsync(more: settings);
        var token = await provider.AgentTokenAsync(Tokens.Audience, TestContext.Current.CancellationToken);

        await using var agent = await server.ConnectAsync(token);
        var result = await agent.CallToolAsync(
            "health_check",
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.NotEqual(true, result.IsError);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await CallAsync(
                server,
                await provider.AgentTokenAsync("https://elsewhere.test/mcp", TestContext.Current.CancellationToken)
            )
        );
    }

    private static AuthorityKeys KeysOf(Authority authority, TimeProvider clock) =>
        new(authority.Issuer, isPlain: true, clock, NullLogger<AuthorityKeys>.Instance);

    private static async Task<HttpStatusCode> CallAsync(RunningServer server, string token)
    {
        using var answer = await server.PostAsync(List, token);
        return answer.StatusCode;
    }
}
