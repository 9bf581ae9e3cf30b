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
        if (read.TryGetValue(id, out var known))
        {
            return known;
        }

        var caller = context.Caller;
        var account = await bank.FindAsync(id, identities.Of(caller), cancellationToken);
        if (account is null || !MayActOn(caller, account))
        {
            throw new AppException(
                ErrorCodes.AccountNotFound,
                "There is no such account, or it is not yours. list_accounts shows the accounts you can use."
            );
        }

        return read[id] = account;
    }

    private static bool MayActOn(Caller caller, BankAccount account) =>
        caller.IsPrivileged || string.Equals(account.OwnerId, caller.BackendSubject, StringComparison.Ordinal);
}
