using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Accounts;

/// <summary>Which accounts to list; null means any. Pages count from 0.</summary>
public sealed record AccountFilter(string? OwnerId, AccountType? Type, AccountStatus? Status, int Page, int Size);

/// <summary>What the bank lets an account spend a day, and what of it is spent; all sums in the account's currency.</summary>
public sealed record BankSpendingLimit(
    AccountId Account,
    CurrencyCode Currency,
    Money TransferDailyLimit,
    Money TransferUsedToday,
    Money WithdrawalDailyLimit,
    Money WithdrawalUsedToday
);

/// <summary>
/// The reading side of the account service. Throws <see cref="AppException"/> SERVICE_UNAVAILABLE when the service does
/// not answer, or answers what cannot be understood.
/// </summary>
public interface IAccountGateway
{
    /// <summary>The account, or null when the bank has none or does not show it to this identity.</summary>
    Task<BankAccount?> FindAsync(AccountId id, BackendIdentity identity, CancellationToken cancellationToken);

    Task<BankPage<BankAccount>> ListAsync(
        AccountFilter filter,
        BackendIdentity identity,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The limits that the bank itself sets on spending, as it tells them to this identity. Contract v1 tells none that it
    /// keeps to: there it is not asked, and the list is empty.
    /// </summary>
    Task<IReadOnlyList<BankSpendingLimit>> SpendingLimitsAsync(
        BackendIdentity identity,
        CancellationToken cancellationToken
    );
}
