namespace FinancialMcp.Infrastructure.Redis;

/// <summary>Where Redis is (REDIS_URL).</summary>
public sealed record RedisOptions
{
    public required string Host { get; init; }
    public required int Port { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }
    public int Database { get; init; }
    public bool Tls { get; init; }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Host}:{Port}/{Database}";
}
