using System.Text;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Testing;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Infrastructure.Tests.Backends;

public sealed class BackendTokensTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, 700, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Now);
    private readonly BackendOptions options = BackendsUnderTest.Options(new Uri("http://127.0.0.1:1"));
    private readonly BackendTokens tokens;

    public BackendTokensTests() => tokens = new BackendTokens(options, time);

    [Fact]
    public async Task A_changes_token_names_operation_and_attempt_and_ends_with_the_lease()
    {
        var operation = Samples.Operation(BankContract.V1, Samples.All["transfer"]);
        var leaseUntil = Now + TimeSpan.FromSeconds(35);
        var permit = new AttemptPermit(3, 7, leaseUntil, TimeSpan.FromSeconds(25), Began: 0);

        var claims = await ReadAsync(tokens.ForChange(Backend.Transaction, operation, permit));

        Assert.Equal(["exp", "iat", "jti", "roles", "sub"], claims.Select(claim => claim.Key).Order());
        Assert.Equal("alice", claims["sub"].GetString());
        Assert.Equal(["ROLE_USER"], claims["roles"].EnumerateArray().Select(role => role.GetString()));
        Assert.Equal($"{operation.Id}:3", claims["jti"].GetString());
        Assert.Equal(Now.ToUnixTimeSeconds(), claims["iat"].GetInt64());
        Assert.Equal(leaseUntil.ToUnixTimeSeconds(), claims["exp"].GetInt64());
        Assert.True(DateTimeOffset.FromUnixTimeSeconds(claims["exp"].GetInt64()) <= leaseUntil);
    }

    [Fact]
    public async Task Staff_appears_as_an_administrator_of_the_bank()
    {
        var claims = await ReadAsync(tokens.ForRead(Backend.Account, BackendsUnderTest.Staff));

        Assert.Equal("olivia", claims["sub"].GetString());
        Assert.Equal(["ROLE_ADMIN"], claims["roles"].EnumerateArray().Select(role => role.GetString()));
        Assert.Equal(60, claims["exp"].GetInt64() - claims["iat"].GetInt64());
    }

    [Fact]
    public void A_reads_token_is_reused_while_it_outlasts_a_read_and_never_shared_between_identities()
    {
        var first = tokens.ForRead(Backend.Account, BackendsUnderTest.Alice);

        Assert.Equal(first, tokens.ForRead(Backend.Transaction, BackendsUnderTest.Alice));
        Assert.NotEqual(first, tokens.ForRead(Backend.Account, BackendsUnderTest.Bob));
        Assert.NotEqual(first, tokens.ForRead(Backend.Account, BackendsUnderTest.Alice with { IsStaff = true }));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(first, tokens.ForRead(Backend.Account, BackendsUnderTest.Alice));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, tokens.ForRead(Backend.Account, BackendsUnderTest.Alice));
    }

    [Fact]
    public async Task A_subject_cannot_write_claims_of_its_own()
    {
        var identity = new BackendIdentity("""eve","roles":["ROLE_ADMIN"],"x":"\u0000""", IsStaff: false);

        var claims = await ReadAsync(tokens.ForRead(Backend.Account, identity));

        Assert.Equal(identity.Subject, claims["sub"].GetString());
        Assert.Equal(["ROLE_USER"], claims["roles"].EnumerateArray().Select(role => role.GetString()));
    }

    [Fact]
    public void A_static_token_takes_the_place_of_ours_at_its_endpoint_only()
    {
        var mixed = new BackendTokens(
            options with
            {
                TransactionService = options.TransactionService with { StaticToken = "given" },
            },
            time
        );
        var operation = Samples.Operation(BankContract.V1, Samples.All["transfer"]);

        Assert.Equal("Bearer given", mixed.ForRead(Backend.Transaction, BackendsUnderTest.Alice));
        Assert.Equal(
            "Bearer given",
            mixed.ForChange(Backend.Transaction, operation, Samples.Permit(TimeSpan.FromSeconds(1)))
        );
        Assert.False(mixed.NamesTheIdentity(Backend.Transaction));
        Assert.StartsWith(
            "Bearer ey",
            mixed.ForRead(Backend.Account, BackendsUnderTest.Alice),
            StringComparison.Ordinal
        );
        Assert.True(mixed.NamesTheIdentity(Backend.Account));
    }

    [Fact]
    public void Options_and_endpoints_do_not_show_their_secrets_as_text()
    {
        var secret = options with { AccountService = options.AccountService with { StaticToken = "given" } };

        Assert.DoesNotContain(Tokens.BankSecret, secret.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("given", $"{secret} {secret.AccountService}", StringComparison.Ordinal);
    }

    /// <summary>The claims, after an independent reader has verified the signature over the secret's UTF-8 bytes.</summary>
    private static async Task<Dictionary<string, JsonElement>> ReadAsync(string header)
    {
        var token = header["Bearer ".Length..];
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Tokens.BankSecret)),
                ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
                ValidateIssuer = false,
                ValidateAudience = false,
                LifetimeValidator = (_, expires, _, _) => expires > Now.UtcDateTime,
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
        var payload = Base64UrlEncoder.Decode(token.Split('.')[1]);
        return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(payload)!;
    }
}
