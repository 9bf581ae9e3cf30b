using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Transactions;

/// <summary>
/// Whether the caller may see a transaction: the bank must show it to their bank user, and one of its accounts must be
/// theirs. One that may not be seen and one that does not exist answer the same.
/// </summary>
internal sealed class TransactionAccess(
    ITransactionGateway bank,
    AccountAccess accounts,
    BackendIdentities identities,
    CallContext context
)
{
    /// <summary>The transaction. Throws <see cref="AppException"/> TRANSACTION_NOT_FOUND when the caller may not see it.</summary>
    public async Task<BankTransaction> RequireAsync(TransactionId id, CancellationToken cancellationToken)
    {
        var transaction = await bank.FindAsync(id, identities.Of(context), cancellationToken);
        if (transaction is null || !await MaySeeAsync(transaction, cancellationToken))
        {
            throw new AppException(
                ErrorCodes.TransactionNotFound,
                "There is no such transaction, or it is not yours. get_transaction_history shows an account's transactions."
            );
        }

        context.Account ??= transaction.From ?? transaction.To;
        return transaction;
    }

    private async Task<bool> MaySeeAsync(BankTransaction transaction, CancellationToken cancellationToken) =>
        context.ActsForOthers
        || (transaction.From is { } from && await accounts.FindAsync(from, cancellationToken) is not null)
        || (transaction.To is { } to && await accounts.FindAsync(to, cancellationToken) is not null);
}
