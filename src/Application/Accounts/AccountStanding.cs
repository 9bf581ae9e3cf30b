using FinancialMcp.Domain;

namespace FinancialMcp.Application.Accounts;

/// <summary>
/// What an account's status forbids, refused before anything is sent: the bank documents no answer for a debit of a
/// frozen account, so that asking it could end in doubt.
/// </summary>
internal static class AccountStanding
{
    /// <summary>Throws <see cref="AppException"/> VALIDATION_ERROR naming the field when the account is closed.</summary>
    public static void MustBeOpen(this BankAccount account, string field = "account_id")
    {
        if (account.Status == AccountStatus.Closed)
        {
            throw new AppException([new Problem(field, "The account is closed.")]);
        }
    }

    /// <summary>As <see cref="MustBeOpen"/>, and ACCOUNT_FROZEN when the account is frozen.</summary>
    public static void MustBeDebitable(this BankAccount account, string field = "account_id")
    {
        account.MustBeOpen(field);
        if (account.Status == AccountStatus.Frozen)
        {
            throw new AppException(ErrorCodes.AccountFrozen, "The account is frozen: nothing can be taken from it.");
        }
    }
}
