using System.Collections.Concurrent;
using System.Security.Cryptography;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Auth;

/// <summary>The account service's own user table.</summary>
internal sealed class Users(LedgerReaders readers, LedgerWriter writer)
{
    private const int Iterations = 20_000;
    private const int HashBytes = 32;
    private readonly ConcurrentDictionary<string, IReadOnlySet<string>> rolesByName = new(StringComparer.Ordinal);

    /// <summary>The roles of a known user, or null. Users are never removed and roles never change, so hits are kept.</summary>
    public IReadOnlySet<string>? RolesOf(string name)
    {
        if (rolesByName.TryGetValue(name, out var roles))
        {
            return roles;
        }
        var stored = readers.Read(l => l.First("SELECT roles FROM users WHERE name = ?1", r => r.GetString(0), name));
        return stored is null ? null : rolesByName.GetOrAdd(name, Split(stored));
    }

    public Task RegisterAsync(string name, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Hash(password, salt);
        return writer.WriteAsync(ledger =>
        {
            if (ledger.Scalar("SELECT count(*) FROM users WHERE name = ?1", name) > 0)
            {
                throw new RefusedException(RefusalReason.IllegalArgument, "Username already taken");
            }
            return Insert(ledger, name, salt, hash, Caller.UserRole);
        });
    }

    /// <summary>The user's roles when the password is right; otherwise throws bad credentials, whoever is asked for.</summary>
    public IReadOnlySet<string> CheckPassword(string name, string password)
    {
        var stored = readers.Read(l =>
            l.First(
                "SELECT password_salt, password_hash, roles FROM users WHERE name = ?1",
                r => new Stored((byte[])r.GetValue(0), (byte[])r.GetValue(1), r.GetString(2)),
                name
            )
        );
        var hash = Hash(password, stored?.Salt ?? new byte[16]);
        return stored is not null && CryptographicOperations.FixedTimeEquals(hash, stored.Hash)
            ? Split(stored.Roles)
            : throw new RefusedException(RefusalReason.BadCredentials, "Bad credentials");
    }

    /// <summary>Adds a user inside a running change, for the seed.</summary>
    public static int Add(LedgerSession ledger, string name, string password, string roles)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return Insert(ledger, name, salt, Hash(password, salt), roles);
    }

    private static int Insert(LedgerSession ledger, string name, byte[] salt, byte[] hash, string roles) =>
        ledger.Execute(
            "INSERT INTO users (name, password_salt, password_hash, roles) VALUES (?1, ?2, ?3, ?4)",
            name,
            salt,
            hash,
            roles
        );

    private static byte[] Hash(string password, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, HashBytes);

    private static HashSet<string> Split(string roles) => new(roles.Split(' '), StringComparer.Ordinal);

    private sealed record Stored(byte[] Salt, byte[] Hash, string Roles);
}
