using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Transactions;

/// <summary>What to search for; null means any. Times are instants; the gateway turns them into the bank's local time.</summary>
public sealed record TransactionSearch
{
    public AccountId? Account { get; init; }
    public TransactionType? Type { get; init; }
    public TransactionStatus? Status { get; init; }
    public Amount? MinAmount { get; init; }
    public Amount? MaxAmount { get; init; }
    public DateTimeOffset? Start { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? End { get; init; }
    public string? DescriptionContains { get; init; }
    public string? Reference { get; init; }
}

/// <summary>
/// The reading side of the transaction service. Throws <see cref="AppException"/> SERVICE_UNAVAILABLE when the service
/// does not answer, or answers what cannot be understood.
/// </summary>
public interface ITransactionGateway
{
    /// <summary>The transaction, or null when the bank has none or does not show it to this identity.</summary>
    Task<BankTransaction?> FindAsync(TransactionId id, BackendIdentity identity, CancellationToken cancellationToken);

    /// <summary>One page of all that touched the account, newest first.</summary>
    Task<BankPage<BankTransaction>> HistoryAsync(
        AccountId account,
        int page,
        int size,
        BackendIdentity identity,
        CancellationToken cancellationToken
    );

    /// <summary>One page of what this identity initiated (everything, for staff).</summary>
    Task<BankPage<BankTransaction>> SearchAsync(
        TransactionSearch search,
        int page,
        int size,
        BackendIdentity identity,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the bank takes deposits now: always in contract v1, the bank's own word in v2.</summary>
    Task<bool> TakesDepositsAsync(CancellationToken cancellationToken);
}
