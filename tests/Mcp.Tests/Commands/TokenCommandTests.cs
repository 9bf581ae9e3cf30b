using System.Text;
using FinancialMcp.Mcp.Tests.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Tests.Commands;

public sealed class TokenCommandTests
{
    [Fact]
    public async Task A_development_token_says_what_was_asked_and_is_what_the_server_accepts()
    {
        var secret = ConfigurationText.NewSecret();
        var (exit, output, errors) = await CommandLine.RunAsync(
            ConfigurationText.Development(("JWT_SECRET", secret), ("PUBLIC_URL", "http://127.0.0.1:18082")),
            [
                "token",
                "--sub",
                "alice",
                "--role",
                "ROLE_USER,financial_officer",
                "--scope",
                "accounts:read",
                "money:move",
                "--act",
                "bot-7",
                "--hours",
                "12",
            ]
        );

        Assert.Equal((0, ""), (exit, errors));
        var judged = await new JsonWebTokenHandler().ValidateTokenAsync(
            output.Trim(),
            new TokenValidationParameters
            {
                IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)),
                ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
                ValidIssuer = "financial-mcp-development",
                ValidAudience = "http://127.0.0.1:18082/mcp",
            }
        );
        Assert.True(judged.IsValid, judged.Exception?.Message);
        var token = (JsonWebToken)judged.SecurityToken;
        Assert.Equal("alice", token.Subject);
        Assert.Equal(
            ["ROLE_USER", "financial_officer"],
            token.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value)
        );
        Assert.Equal("accounts:read money:move", token.GetClaim("scope").Value);
        Assert.Equal("""{"sub":"bot-7"}""", token.GetClaim("act").Value);
        Assert.Equal(TimeSpan.FromHours(12), token.ValidTo - token.IssuedAt);
    }

    [Fact]
    public async Task Outside_development_no_token_is_made()
    {
        var (exit, output, errors) = await CommandLine.RunAsync(
            ConfigurationText.Production(),
            ["token", "--sub", "alice", "--role", "admin"]
        );

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("Refused: ENVIRONMENT is production.", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("721")]
    public async Task A_token_lives_for_hours_and_not_for_ever(string hours)
    {
        var (exit, output, _) = await CommandLine.RunAsync(
            ConfigurationText.Development(),
            ["token", "--sub", "alice", "--role", "user", "--hours", hours]
        );

        Assert.Equal(1, exit);
        Assert.DoesNotContain("eyJ", output, StringComparison.Ordinal);
    }
}
