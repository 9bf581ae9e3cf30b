using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Accounts;

/// <summary>Which accounts to list; null means any. Pages count from 0.</summary>
public sealed record AccountFilter(string? OwnerId, AccountType? Type, AccountStatus? Status, int Page, int Size);

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
}
