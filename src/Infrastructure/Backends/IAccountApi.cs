using System.Text.Json.Serialization;
using Refit;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>The reading routes of the account service.</summary>
internal interface IAccountApi
{
    [Get("/api/accounts/{id}")]
    Task<IApiResponse<WireAccount>> GetAsync(
        long id,
        [Header("Authorization")] string authorization,
        CancellationToken cancellationToken
    );

    [Get("/api/accounts")]
    Task<IApiResponse<WirePage<WireAccount>>> ListAsync(
        string? ownerId,
        string? accountType,
        string? status,
        int page,
        int size,
        [Header("Authorization")] string authorization,
        CancellationToken cancellationToken
    );

    /// <summary>Contract v2 only: of the accounts of the token's user.</summary>
    [Get("/api/security/spending-limits")]
    Task<IApiResponse<List<WireSpendingLimit>>> SpendingLimitsAsync(
        [Header("Authorization")] string authorization,
        CancellationToken cancellationToken
    );
}

/// <summary>What contract v2 lets leave an account in a day.</summary>
internal sealed record WireSpendingLimit
{
    public long AccountId { get; init; }
    public string? Currency { get; init; }
    public decimal? TransferDailyLimit { get; init; }
    public decimal? WithdrawalDailyLimit { get; init; }
    public decimal? TransferUsedToday { get; init; }
    public decimal? WithdrawalUsedToday { get; init; }
}

/// <summary>An account in the service's own words.</summary>
internal sealed record WireAccount
{
    public long Id { get; init; }
    public string? OwnerId { get; init; }
    public string? AccountType { get; init; }
    public decimal? Balance { get; init; }
    public decimal? LedgerBalance { get; init; }
    public decimal? AvailableBalance { get; init; }

    /// <summary>Contract v2 only; v1 knows US dollars alone.</summary>
    public string? Currency { get; init; }
    public string? Status { get; init; }
    public DateOnly? CreatedAt { get; init; }
    public decimal? InterestRate { get; init; }
    public decimal? CreditLimit { get; init; }
    public DateOnly? DueDate { get; init; }
}

/// <summary>
/// What is read of a Spring page. Pages count from 0. One that leaves out where it stands is none: it would pass for the
/// last.
/// </summary>
internal sealed record WirePage<T>
{
    public IReadOnlyList<T>? Content { get; init; }

    [JsonRequired]
    public int Number { get; init; }

    [JsonRequired]
    public int Size { get; init; }

    [JsonRequired]
    public long TotalElements { get; init; }

    [JsonRequired]
    public int TotalPages { get; init; }
}
