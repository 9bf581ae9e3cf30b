using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// The tokens under which we call the bank: never a caller's. Our own are HS256 (RFC 7515) over the raw UTF-8 bytes of
/// the secret, with sub, roles, iat, exp and jti, as both services expect them; or the endpoint's static token.
/// </summary>
internal sealed class BackendTokens(BackendOptions options, TimeProvider time)
{
    private const string StaffRole = "ROLE_ADMIN";
    private const string CustomerRole = "ROLE_USER";
    private const int LargestCache = 10_000;

    private static readonly TimeSpan ReadLifetime = TimeSpan.FromSeconds(60);

    // A read and its repetitions end within this, so a token handed out does not run out on the way.
    private static readonly TimeSpan ReadReserve = TimeSpan.FromSeconds(30);

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly byte[] secret = Encoding.UTF8.GetBytes(options.JwtSecret ?? "");
    private readonly ConcurrentDictionary<BackendIdentity, (string Value, DateTimeOffset Expires)> reads = new();

    /// <summary>The value of the header Authorization for a read; the same one is reused while it lasts.</summary>
    public string ForRead(Backend service, BackendIdentity identity)
    {
        if (StaticToken(service) is { } given)
        {
            return Bearer(given);
        }

        var now = time.GetUtcNow();
        if (reads.TryGetValue(identity, out var known) && known.Expires - now >= ReadReserve)
        {
            return known.Value;
        }

        if (reads.Count >= LargestCache)
        {
            reads.Clear();
        }

        var expires = now + ReadLifetime;
        var value = Bearer(Mint(identity, now, expires, Guid.CreateVersion7(now).ToString("D")));
        reads[identity] = (value, expires);
        return value;
    }

    /// <summary>The value of the header Authorization for one attempt; it is worthless when the attempt's lease ends.</summary>
    public string ForChange(Backend service, Operation operation, AttemptPermit permit) =>
        Bearer(
            StaticToken(service)
                ?? Mint(
                    operation.BackendIdentity,
                    time.GetUtcNow(),
                    permit.LeaseUntil,
                    $"{operation.Id}:{permit.Number}"
                )
        );

    /// <summary>True when the bank sees the identity that we name: a static token has a subject of its own.</summary>
    public bool NamesTheIdentity(Backend service) => StaticToken(service) is null;

    private string? StaticToken(Backend service) =>
        (service == Backend.Account ? options.AccountService : options.TransactionService).StaticToken;

    private static string Bearer(string token) => "Bearer " + token;

    private string Mint(BackendIdentity identity, DateTimeOffset issued, DateTimeOffset expires, string id)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("sub", identity.Subject);
            json.WriteStartArray("roles");
            json.WriteStringValue(identity.IsStaff ? StaffRole : CustomerRole);
            json.WriteEndArray();
            json.WriteNumber("iat", issued.ToUnixTimeSeconds());
            json.WriteNumber("exp", expires.ToUnixTimeSeconds());
            json.WriteString("jti", id);
            json.WriteEndObject();
        }

        var signed = Header + "." + Base64Url.EncodeToString(buffer.WrittenSpan);
        var signature = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed));
        return signed + "." + Base64Url.EncodeToString(signature);
    }
}
