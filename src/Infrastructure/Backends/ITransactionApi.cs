using System.Text.Json.Serialization;
using Refit;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>The reading routes of the transaction service.</summary>
internal interface ITransactionApi
{
    [Get("/api/transactions/{id}")]
    Task<IApiResponse<WireTransaction>> GetAsync(
        string id,
        [Header("Authorization")] string authorization,
        CancellationToken cancellationToken
    );

    [Get("/api/transactions/account/{accountId}")]
    Task<IApiResponse<WirePage<WireTransaction>>> HistoryAsync(
        long accountId,
        int page,
        int size,
        [Header("Authorization")] string authorization,
        CancellationToken cancellationToken
    );

    /// <summary>Amounts and times as text, so that their form is ours and not a formatter's.</summary>
    [Get("/api/transactions/search")]
    Task<IApiResponse<WirePage<WireTransaction>>> SearchAsync(
        string? accountId,
        string? type,
        string? status,
        string? startDate,
        string? endDate,
        string? minAmount,
        string? maxAmount,
        string? description,
        string? reference,
        int page,
        int size,
        [Header("Authorization")] string authorization,
        CancellationToken cancellationToken
    );

    [Get("/api/transactions/{id}/reversals")]
    Task<IApiResponse<List<WireTransaction>>> ReversalsAsync(
        string id,
        [Header("Authorization")] string authorization,
        CancellationToken cancellationToken
    );

    /// <summary>Contract v2 only: what became of a transfer that waited for the customer, as the transaction or what stands for it.</summary>
    [Get("/api/transactions/authorizations/{id}")]
    Task<IApiResponse<WireTransaction>> AuthorizationAsync(
        string id,
        [Header("Authorization")] string authorization,
        CancellationToken cancellationToken
    );

    /// <summary>Contract v2 only.</summary>
    [Get("/api/transactions/deposit/capability")]
    Task<IApiResponse<WireDepositCapability>> DepositCapabilityAsync(
        [Header("Authorization")] string authorization,
        CancellationToken cancellationToken
    );
}

/// <summary>A transaction in the service's own words. Times are local, without a zone.</summary>
internal sealed record WireTransaction
{
    public string? TransactionId { get; init; }

    [JsonConverter(typeof(AccountNumberConverter))]
    public string? FromAccountId { get; init; }

    [JsonConverter(typeof(AccountNumberConverter))]
    public string? ToAccountId { get; init; }
    public decimal? Amount { get; init; }
    public string? Currency { get; init; }
    public string? Type { get; init; }
    public string? Status { get; init; }
    public string? Description { get; init; }
    public string? Reference { get; init; }
    public string? CreatedAt { get; init; }
    public string? ProcessedAt { get; init; }
    public string? CreatedBy { get; init; }
    public string? IdempotencyKey { get; init; }
    public string? OriginalTransactionId { get; init; }
    public string? ReversalTransactionId { get; init; }
}

/// <summary>Whether deposits are switched on.</summary>
internal sealed record WireDepositCapability
{
    public bool? Enabled { get; init; }
}

/// <summary>Contract v2's answer to the closing of an account.</summary>
internal sealed record WireClosure
{
    [JsonConverter(typeof(AccountNumberConverter))]
    public string? AccountId { get; init; }
    public string? Status { get; init; }
}
