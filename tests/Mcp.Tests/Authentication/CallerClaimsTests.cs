using System.Text.Json;
using FinancialMcp.Application.Security;
using FinancialMcp.Mcp.Authentication;

namespace FinancialMcp.Mcp.Tests.Authentication;

public sealed class CallerClaimsTests
{
    [Theory]
    [InlineData("""{"roles":["ROLE_USER","Customer"]}""", "customer user")]
    [InlineData("""{"role":"ROLE_ADMIN"}""", "admin")]
    [InlineData("""{"authorities":"ROLE_USER ROLE_FINANCIAL_OFFICER"}""", "financial_officer user")]
    [InlineData("""{"roles":["user"],"role":"customer","authorities":["admin"]}""", "admin customer user")]
    [InlineData("""{"roles":[1,null,{"role":"admin"}]}""", "")]
    [InlineData("""{"roles":null}""", "")]
    [InlineData("{}", "")]
    public void Roles_are_read_from_every_claim_that_may_hold_them(string claims, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(claims)!.Roles.Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("""{"scope":"accounts:read money:move"}""", "accounts:read money:move")]
    [InlineData("""{"scp":["accounts:read"]}""", "accounts:read")]
    [InlineData("""{"scope":""}""", "")]
    [InlineData("{}", null)]
    public void Scopes_narrow_only_where_the_token_carries_the_claim(string claims, string? expected)
    {
        var scopes = Read(claims)!.Scopes;

        Assert.Equal(expected, scopes is null ? null : string.Join(' ', scopes.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void An_empty_scope_claim_leaves_no_right() =>
        Assert.Equal(Right.MissingScope, Read("""{"roles":["admin"],"scope":""}""")!.RightTo(Permissions.AccountRead));

    [Theory]
    [InlineData("""{"act":{"sub":"agent-7"},"azp":"other"}""", "agent-7")]
    [InlineData("""{"azp":"desk","client_id":"other"}""", "desk")]
    [InlineData("""{"client_id":"cli"}""", "cli")]
    [InlineData("{}", null)]
    public void The_acting_party_is_part_of_the_principal(string claims, string? expected) =>
        Assert.Equal(expected, Read(claims)!.Principal.ActingParty);

    [Fact]
    public void The_bank_user_is_named_by_the_configured_claim()
    {
        Assert.Equal("alice-at-bank", Read("""{"bank_user":"alice-at-bank"}""", "bank_user")!.BackendSubject);
        Assert.Null(Read("{}", "bank_user"));
    }

    [Fact]
    public void Two_tokens_are_told_apart_by_their_id_or_else_by_themselves()
    {
        Assert.Equal(Read("""{"jti":"a"}""", token: "t1")!.TokenHash, Read("""{"jti":"a"}""", token: "t2")!.TokenHash);
        Assert.NotEqual(Read("{}", token: "t1")!.TokenHash, Read("{}", token: "t2")!.TokenHash);
        Assert.Equal(64, Read("{}")!.TokenHash!.Length);
    }

    private static Caller? Read(string claims, string subjectClaim = "sub", string token = "token")
    {
        var more = claims == "{}" ? "" : "," + claims[1..^1];
        var payload = JsonSerializer.Deserialize<JsonElement>(
            $$"""{"iss":"https://issuer.test","sub":"alice"{{more}}}"""
        );
        return CallerClaims.Read(payload, token, subjectClaim);
    }
}
