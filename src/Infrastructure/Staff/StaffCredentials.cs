using System.Security.Cryptography;
using FinancialMcp.Application.Staff;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OtpNet;

namespace FinancialMcp.Infrastructure.Staff;

/// <summary>
/// Passwords as ASP.NET Core Identity hashes them (PBKDF2, HMAC-SHA-512), one-time codes as Otp.NET checks them: six digits
/// of thirty seconds, HMAC-SHA-1, which is what authenticator apps understand.
/// </summary>
internal sealed class StaffCredentials(
    IDataProtectionProvider protection,
    IOptions<PasswordHasherOptions> hashing,
    TimeProvider time
) : IStaffCredentials
{
    /// <summary>At least what the OWASP Password Storage Cheat Sheet asks of PBKDF2 with HMAC-SHA-512.</summary>
    internal const int Iterations = 210_000;

    private const int KeyBytes = 20;
    private const string Purpose = "FinancialMcp.Staff.OneTimeCodes";
    private static readonly object Nobody = new();
    private static readonly VerificationWindow Around = new(previous: 1, future: 1);
    private readonly PasswordHasher<object> hasher = new(hashing);
    private readonly IDataProtector protector = protection.CreateProtector(Purpose);
    private readonly Lazy<string> nobodys = new(() =>
        new PasswordHasher<object>(hashing).HashPassword(Nobody, RandomNumberGenerator.GetHexString(32))
    );

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    public bool Verify(string? hash, string password)
    {
        var result = hasher.VerifyHashedPassword(Nobody, hash ?? nobodys.Value, password);
        return hash is not null && result != PasswordVerificationResult.Failed;
    }

    public string NewKey() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(KeyBytes));

    public long? StepOf(string key, string code)
    {
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        return
            BytesOf(key) is { } bytes
            && new Totp(bytes).VerifyTotp(time.GetUtcNow().UtcDateTime, digits, out var step, Around)
            ? step
            : null;
    }

    public string Protect(string key) => protector.Protect(key);

    public string? Unprotect(string kept)
    {
        try
        {
            return protector.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? BytesOf(string key)
    {
        try
        {
            return Base32Encoding.ToBytes(key) is { Length: KeyBytes } bytes ? bytes : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
