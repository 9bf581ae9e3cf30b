using System.Net;
using System.Text;
using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Authentication;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Tests.Authentication;

/// <summary>Which tokens open the door, over HTTP, and what is said and recorded of those that do not.</summary>
public sealed class TokenTests
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private static readonly string OldSecret = new string('k', 16) + Tokens.BankSecret;
    private static readonly TimeSpan Past = TimeSpan.FromMinutes(-5);

    private static readonly Dictionary<string, MintedToken> Accepted = new(StringComparer.Ordinal)
    {
        ["plain"] = new(),
        ["just expired, within the skew"] = new() { ExpiresIn = TimeSpan.FromSeconds(-10) },
        ["valid in a moment, within the skew"] = new() { ValidIn = TimeSpan.FromSeconds(10) },
        ["signed with the previous secret"] = new() { Secret = OldSecret },
        ["with a key id nobody knows"] = new() { KeyId = "2024-01" },
        ["an audience in a list of one"] = new() { Audience = new[] { Tokens.Audience } },
        ["in development without audience"] = new() { Audience = null },
        ["until the end of time"] = new()
        {
            ExpiresIn = null,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["roles"] = new[] { "ROLE_USER" },
                ["exp"] = DateTimeOffset.MaxValue.ToUnixTimeSeconds(),
            },
        },
    };

    private static readonly Dictionary<string, (MintedToken Token, string Reason)> Refused = new(StringComparer.Ordinal)
    {
        ["expired"] = (new() { ExpiresIn = Past }, TokenFault.Expired),
        ["expired beyond the skew"] = (new() { ExpiresIn = TimeSpan.FromSeconds(-32) }, TokenFault.Expired),
        ["never expires"] = (new() { ExpiresIn = null }, TokenFault.Lifetime),
        ["not valid yet"] = (new() { ValidIn = TimeSpan.FromMinutes(5) }, TokenFault.Lifetime),
        ["signed with HS512"] = (new() { Algorithm = SecurityAlgorithms.HmacSha512 }, TokenFault.Algorithm),
        ["signed with HS384"] = (new() { Algorithm = SecurityAlgorithms.HmacSha384 }, TokenFault.Algorithm),
        ["signed by somebody else"] = (new() { Secret = new string('x', 64) }, TokenFault.Signature),
        ["the bank's key"] = (new() { Secret = Tokens.BankSecret }, TokenFault.Signature),
        ["another issuer"] = (new() { Issuer = "https://elsewhere.test" }, TokenFault.Issuer),
        ["the issuer with a slash"] = (new() { Issuer = Tokens.Issuer + "/" }, TokenFault.Issuer),
        ["no issuer"] = (new() { Issuer = null }, TokenFault.Issuer),
        ["another audience"] = (new() { Audience = "https://elsewhere.test/mcp" }, TokenFault.Audience),
        ["a wider audience"] = (new() { Audience = "http://127.0.0.1" }, TokenFault.Audience),
        ["several audiences"] = (
            new() { Audience = new[] { Tokens.Audience, "https://elsewhere.test" } },
            TokenFault.Audience
        ),
        ["no subject"] = (new() { Subject = null }, TokenFault.Claims),
        ["an empty subject"] = (new() { Subject = "" }, TokenFault.Claims),
        ["a subject with an invisible character"] = (new() { Subject = "ali\u200Bce" }, TokenFault.Claims),
        ["a subject too long"] = (new() { Subject = new string('a', 201) }, TokenFault.Claims),
    };

    private static Dictionary<string, string> Rotation { get; } =
        new(StringComparer.Ordinal) { ["JWT_SECRET_PREVIOUS"] = OldSecret };

    [Fact]
    public async Task Good_tokens_are_accepted()
    {
        await using var server = await RunningServer.StartAsync(more: Rotation);
        foreach (var (name, token) in Accepted)
        {
            using var answer = await server.PostAsync(List, token.Sign());

            Assert.True(answer.StatusCode == HttpStatusCode.OK, name);
        }
    }

    [Fact]
    public async Task Bad_tokens_get_a_challenge_and_their_reason_stands_in_the_trail_alone()
    {
        await using var server = await RunningServer.StartAsync(more: Rotation);
        foreach (var (name, (token, reason)) in Refused)
        {
            await AssertRefusedAsync(server, token.Sign(), reason, name);
        }
    }

    [Fact]
    public async Task What_is_no_token_of_ours_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var parts = new MintedToken().Sign().Split('.');
        var unsigned = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        var other = Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes("""{"sub":"admin","roles":["ROLE_ADMIN"]}"""));

        await AssertRefusedAsync(server, $"{unsigned}.{parts[1]}.", TokenFault.Algorithm, "alg none");
        await AssertRefusedAsync(server, $"{parts[0]}.{other}.{parts[2]}", TokenFault.Signature, "another payload");
        await AssertRefusedAsync(server, $"{parts[0]}.{parts[1]}", TokenFault.Malformed, "two parts");
        await AssertRefusedAsync(server, "nonsense", TokenFault.Malformed, "nonsense");
        await AssertRefusedAsync(server, new string('a', 9000), TokenFault.Malformed, "too long");
    }

    [Fact]
    public async Task A_request_without_token_is_told_where_to_get_one()
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await RawAnswer.ReadAsync(await server.PostAsync(List, token: null));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(
            "Bearer scope=\"accounts:read accounts:write money:move money:reverse ops:read transactions:read\", "
                + "resource_metadata=\"http://127.0.0.1/.well-known/oauth-protected-resource/mcp\"",
            Assert.Single(answer.Http.Headers.GetValues("WWW-Authenticate"))
        );
        var record = Assert.Single(await server.Audit.OfAsync(answer.RequestId));
        Assert.Equal((AuditCode.Unauthenticated, TokenFault.Missing), (record.Code, record.Reason));
    }

    [Fact]
    public async Task A_token_in_the_query_string_is_refused_even_beside_a_good_one()
    {
        await using var server = await RunningServer.StartAsync();
        var token = new MintedToken().Sign();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/mcp?access_token={token}")
        {
            Content = new StringContent(List, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", token);

        var answer = await RawAnswer.ReadAsync(
            await server.Http.SendAsync(request, TestContext.Current.CancellationToken)
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(
            "Bearer error=\"invalid_request\"",
            Assert.Single(answer.Http.Headers.GetValues("WWW-Authenticate")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Basic YWxpY2U6YWxpY2U=")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task Another_scheme_is_refused(string header)
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.PostAsync(List, token: null, ("Authorization", header));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/.well-known/oauth-protected-resource")]
    [InlineData("/.well-known/oauth-protected-resource/mcp")]
    public async Task The_metadata_names_the_public_url_whatever_the_host_header_says(string path)
    {
        await using var server = await RunningServer.StartAsync(
            more: new Dictionary<string, string>(StringComparer.Ordinal) { ["ALLOWED_HOSTS"] = "127.0.0.1,forged.test" }
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = "forged.test";

        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(
            """{"resource":"http://127.0.0.1/mcp","resource_name":"Financial MCP","scopes_supported":["accounts:read","accounts:write","money:move","money:reverse","ops:read","transactions:read"],"bearer_methods_supported":["header"]}""",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    private static async Task AssertRefusedAsync(RunningServer server, string token, string reason, string name)
    {
        var answer = await RawAnswer.ReadAsync(await server.PostAsync(List, token));

        Assert.True(answer.Status == HttpStatusCode.Unauthorized, name);
        Assert.Equal("The token is not accepted.", answer.ErrorMessage);
        Assert.StartsWith(
            "Bearer error=\"invalid_token\", scope=",
            Assert.Single(answer.Http.Headers.GetValues("WWW-Authenticate")),
            StringComparison.Ordinal
        );
        var record = (await server.Audit.OfAsync(answer.RequestId)).SingleOrDefault();
        Assert.True(record is null || record.Reason == reason, $"{name}: {record?.Reason}");
        Assert.True(
            record is not null || reason is TokenFault.Signature or TokenFault.Claims or TokenFault.Malformed,
            name
        );
    }
}
