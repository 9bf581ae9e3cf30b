using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Mcp.Authentication;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Tests.Authentication;

/// <summary>What stands in a well-signed token and cannot be read never counts as if it did not stand there.</summary>
public sealed class UnreadableTokenTests
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    public static TheoryData<string> UnreadableClaims { get; } =
        new(
            """{"act":"agent-7"}""",
            """{"act":null}""",
            """{"act":{}}""",
            """{"act":{"sub":7}}""",
            """{"act":{"sub":""}}""",
            $$$"""{"act":{"sub":"{{{new string('a', 201)}}}"}}""",
            """{"act":7,"azp":"desk"}""",
            """{"azp":7}""",
            """{"azp":null}""",
            $$"""{"azp":"{{new string('a', 201)}}"}""",
            """{"client_id":["desk"]}""",
            """{"act":{"sub":"agent-7"},"client_id":{}}"""
        );

    [Theory]
    [MemberData(nameof(UnreadableClaims))]
    public void An_acting_party_that_cannot_be_read_makes_the_payload_unreadable(string claims) =>
        Assert.Null(Read(claims));

    [Theory]
    [InlineData("""{"roles":["not an admin"]}""", "not an admin")]
    [InlineData("""{"roles":["user,admin"]}""", "user,admin")]
    [InlineData("""{"roles":"user,customer admin"}""", "admin|customer|user")]
    public void A_role_in_a_list_is_one_whole_name(string claims, string expected) =>
        Assert.Equal(expected, string.Join('|', Read(claims)!.Roles.Order(StringComparer.Ordinal)));

    [Fact]
    public void A_role_that_only_contains_the_name_of_one_gives_no_right() =>
        Assert.Equal(Right.NotGranted, Read("""{"roles":["not an admin"]}""")!.RightTo(Permissions.AccountRead));

    [Theory]
    [InlineData("""{"scope":null}""", "")]
    [InlineData("""{"scope":{}}""", "")]
    [InlineData("""{"scp":7}""", "")]
    [InlineData("""{"scope":"accounts:read,money:move"}""", "accounts:read,money:move")]
    [InlineData("""{"scp":["accounts:read money:move"]}""", "accounts:read money:move")]
    public void A_scope_that_cannot_be_read_leaves_none(string claims, string expected)
    {
        var caller = Read(claims.Replace("{\"s", "{\"roles\":[\"admin\"],\"s", StringComparison.Ordinal))!;

        Assert.Equal(expected, string.Join('|', caller.Scopes!));
        Assert.Equal(Right.MissingScope, caller.RightTo(Permissions.AccountRead));
    }

    [Fact]
    public async Task Tokens_that_two_readers_could_read_differently_are_refused()
    {
        await using var server = await RunningServer.StartAsync();
        string[] more =
        [
            """{"sub":"bob"}""",
            """{"Sub":"bob"}""",
            """{"roles":["\ud800"]}""",
            """{"act":{"sub":"\udc00"}}""",
            """{"more":"\ud800"}""",
            """{"act":"agent-7"}""",
        ];
        foreach (var claims in more)
        {
            await AssertRefusedAsync(
                server,
                Sign(Header, Payload("," + claims[1..^1])),
                TokenFault.Claims,
                TokenFault.Malformed
            );
        }
    }

    [Theory]
    [InlineData("""{"alg":"HS256","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"HS256","crit":[]}""")]
    [InlineData("""{"alg":"HS256","zip":"DEF"}""")]
    [InlineData("""{"alg":"HS256","typ":"logout+jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":7}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","typ":"JWT"}""")]
    public async Task A_header_that_asks_for_what_is_not_understood_is_refused(string header)
    {
        await using var server = await RunningServer.StartAsync();

        await AssertRefusedAsync(server, Sign(header, Payload("")), TokenFault.Malformed);
    }

    [Theory]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","typ":"jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":"application/at+jwt"}""")]
    public async Task Types_of_access_tokens_are_accepted(string header)
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.PostAsync(List, Sign(header, Payload("")));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task AssertRefusedAsync(RunningServer server, string token, params string[] reasons)
    {
        var answer = await RawAnswer.ReadAsync(await server.PostAsync(List, token));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        var recorded = (await server.Audit.OfAsync(answer.RequestId)).SingleOrDefault();
        Assert.True(recorded is null || recorded.Code == AuditCode.Unauthenticated);
        Assert.True(recorded is null || reasons.Contains(recorded.Reason), recorded?.Reason);
    }

    private static string Payload(string more) =>
        $$"""{"iss":"{{Tokens.Issuer}}","aud":"{{Tokens.Audience}}","sub":"alice","exp":{{TimeProvider
            .System.GetUtcNow()
            .AddMinutes(5)
            .ToUnixTimeSeconds()}}{{more}}}""";

    private static string Sign(string header, string payload)
    {
        var signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}";
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Tokens.AgentSecret), Encoding.UTF8.GetBytes(signed));
        return $"{signed}.{Base64UrlEncoder.Encode(mac)}";
    }

    private static Caller? Read(string claims)
    {
        var payload = JsonSerializer.Deserialize<JsonElement>(
            $$"""{"iss":"https://issuer.test","sub":"alice",{{claims[1..^1]}}}"""
        );
        return CallerClaims.Read(payload, "token", "sub");
    }
}
