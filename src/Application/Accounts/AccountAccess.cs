using FinancialMcp.Application.Security;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Accounts;

/// <summary>
/// Whether the caller may act on an account: asked of the bank on every call, and once per call. An account of somebody
/// else and one that does not exist answer the same.
/// </summary>
public sealed class AccountAccess(IAccountGateway bank, BackendIdentities identities, CallContext context)
{
    private readonly Dictionary<AccountId, BankAccount> read = [];

    /// <summary>The account. Throws <see cref="AppException"/> ACCOUNT_NOT_FOUND when the caller may not act on it.</summary>
    public async Task<BankAccount> RequireAsync(AccountId id, CancellationToken cancellationToken)
    {
        context.Account ??= id;
        return await FindAsync(id, cancellationToken)
            ?? throw new AppException(
                ErrorCodes.AccountNotFound,
                "There is no such account, or it is not yours. list_accounts shows the accounts you can use."
            );
    }

    /// <summary>The account, or null when the caller may not act on it.</summary>
    public async Task<BankAccount?> FindAsync(AccountId id, CancellationToken cancellationToken)
    {
        if (read.TryGetValue(id, out var known))
        {
            return known;
        }

        var account = await bank.FindAsync(id, identities.Of(context), cancellationToken);
        return account is not null && MayActOn(account) ? read[id] = account : null;
    }

    private bool MayActOn(BankAccount account) =>
        context.ActsForOthers
        || string.Equals(account.OwnerId, context.Caller.BackendSubject, StringComparison.Ordinal);
}
