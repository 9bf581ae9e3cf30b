using System.Security.Cryptography;
using FinancialMcp.Mcp.Configuration;
using static FinancialMcp.Mcp.Tests.Configuration.ConfigurationText;

namespace FinancialMcp.Mcp.Tests.Configuration;

public sealed class SecretStrengthTests
{
    private const int Samples = 20_000;

    [Fact]
    public void Random_secrets_of_32_characters_are_never_refused()
    {
        for (var sample = 0; sample < Samples; sample++)
        {
            var bytes = RandomNumberGenerator.GetBytes(24);
            Accepts(Convert.ToHexString(bytes.AsSpan(0, 16)));
            Accepts(Convert.ToHexStringLower(bytes.AsSpan(0, 16)));
            Accepts(Convert.ToBase64String(bytes));
            Accepts(RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 32));
        }

        static void Accepts(string secret) => Assert.True(SecretStrength.WeaknessOfKey(secret) is null, secret);
    }

    [Theory]
    [InlineData("your-jwt-secret-here")]
    [InlineData("your-super-secret-jwt-key-change-in-production")]
    [InlineData("your-256-bit-secret-your-256-bit-secret")]
    [InlineData("please-changeme-1f0a9c77d2b84e5f93aa01")]
    [InlineData("<put a long random secret in this place>")]
    [InlineData("this-is-a-very-long-development-secret-key")]
    [InlineData("CorrectHorseBatteryStapleCorrectHorse")]
    [InlineData("passwordpasswordpasswordpassword")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("12345678901234567890123456789012")]
    [InlineData("x7Kq!x7Kq!x7Kq!x7Kq!x7Kq!x7Kq!x7Kq!")]
    [InlineData("aabbaabababbbaabbbababaabbabaabbabab")]
    [InlineData("9f8e7d6c5b4a39281706f5e4d3c2b1a")]
    public void Keys_that_a_person_made_up_or_left_in_are_refused(string secret)
    {
        Assert.NotNull(SecretStrength.WeaknessOfKey(secret));
        Assert.Equal(["JWT_SECRET"], Refused(Development(("JWT_SECRET", secret), ("BACKEND_JWT_SECRET", NewSecret()))));
    }

    [Fact]
    public void Thirty_two_bytes_are_enough_and_thirty_one_are_not()
    {
        const string Key = "q9Zr4vX1nL7tB2wE8mK5sJ0pD3hG6yCa";
        Assert.Null(SecretStrength.WeaknessOfKey(Key));
        Assert.Contains("31 bytes", SecretStrength.WeaknessOfKey(Key[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_development_one_key_must_not_sign_in_both_directions()
    {
        var key = NewSecret();
        Assert.Equal(["BACKEND_JWT_SECRET"], Refused(Production(("JWT_SECRET", key), ("BACKEND_JWT_SECRET", key))));
        Assert.Equal(
            ["BACKEND_JWT_SECRET"],
            Refused(Production(("JWT_SECRET_PREVIOUS", key), ("BACKEND_JWT_SECRET", key)))
        );
        Assert.Empty(Refused(Development(("JWT_SECRET", key), ("BACKEND_JWT_SECRET", key))));
    }

    [Fact]
    public void A_secret_does_not_print_itself()
    {
        var settings = Read(Production()).Settings!;

        Assert.Equal("***", settings.Callers.JwtSecret!.ToString());
        Assert.DoesNotContain(settings.Callers.JwtSecret.Reveal(), settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            settings.Database.Postgres!.Password.Reveal(),
            settings.ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains("***", settings.ToString(), StringComparison.Ordinal);
    }
}
