using FinancialMcp.Sandbox.Auth;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Accounts;

/// <summary>
/// What the account service changes. Money that v1 creates, corrects or drops by the way moves to or from the outside
/// world by a posting, so that the ledger stays balanced; it is no transaction and shows only in the journal.
/// </summary>
internal sealed class AccountChanges(LedgerWriter writer, TimeProvider clock)
{
    private long Now => BankTime.Micros(clock.GetUtcNow());

    public Task<Account> CreateAsync(Caller caller, AccountForm form)
    {
        var owner = form.OwnerId ?? caller.Subject;
        if (owner != caller.Subject && !caller.IsPrivileged)
        {
            throw new RefusedException(
                RefusalReason.Forbidden,
                "Not authorized to create an account for another owner"
            );
        }
        return writer.WriteAsync(ledger => Open(ledger, caller.Subject, owner, form, Now));
    }

    /// <summary>Opens an account inside a running change; <paramref name="id"/> 0 lets the ledger choose.</summary>
    public static Account Open(
        LedgerSession ledger,
        string subject,
        string owner,
        AccountForm form,
        long at,
        long id = 0
    )
    {
        var account = new Account(
            id,
            owner,
            form.Type,
            form.Currency,
            Money.Zero,
            Account.Active,
            null,
            null,
            null,
            form.InterestRate,
            form.CreditLimit,
            form.DueDate,
            at
        );
        account = account with { Id = AccountRows.Insert(ledger, account) };
        Adjust(ledger, account, form.Balance, "OPENING", subject, at);
        return AccountRows.Find(ledger, account.Id)!;
    }

    public Task<Account> CorrectBalanceAsync(Caller caller, long id, Money balance) =>
        writer.WriteAsync(ledger =>
        {
            var account = Owned(ledger, caller, id);
            Adjust(ledger, account, balance, "CORRECTION", caller.Subject, Now);
            return AccountRows.Find(ledger, id)!;
        });

    public Task<Account> ChangeTermsAsync(Caller caller, long id, Func<Account, Account> apply) =>
        writer.WriteAsync(ledger =>
        {
            var account = Owned(ledger, caller, id);
            RefuseClosed(account);
            AccountRows.SetTerms(ledger, apply(account));
            return AccountRows.Find(ledger, id)!;
        });

    public Task<Account> SetStatusAsync(Caller caller, long id, string status, string reason) =>
        writer.WriteAsync(ledger =>
        {
            RefuseClosed(Known(ledger, id));
            AccountRows.SetStatus(ledger, id, status, reason, Now, caller.Subject);
            return AccountRows.Find(ledger, id)!;
        });

    public Task<int> DeleteAsync(Caller caller, long id) =>
        writer.WriteAsync(ledger =>
        {
            var account = Owned(ledger, caller, id);
            Adjust(ledger, account, Money.Zero, "WRITE_OFF", caller.Subject, Now);
            return AccountRows.Delete(ledger, id);
        });

    public static Account Owned(LedgerSession ledger, Caller caller, long id)
    {
        var account = Known(ledger, id);
        return caller.IsPrivileged || account.OwnerId == caller.Subject
            ? account
            : throw new RefusedException(RefusalReason.Forbidden, "Not authorized for this account");
    }

    private static Account Known(LedgerSession ledger, long id) =>
        AccountRows.Find(ledger, id)
        ?? throw new RefusedException(RefusalReason.IllegalArgument, $"Account not found: {id}");

    private static void RefuseClosed(Account account)
    {
        if (account.Status == Account.Closed)
        {
            throw new RefusedException(RefusalReason.State, "Account is closed");
        }
    }

    private static void Adjust(
        LedgerSession ledger,
        Account account,
        Money target,
        string type,
        string subject,
        long at
    )
    {
        var difference = target - account.Balance;
        if (difference == Money.Zero)
        {
            return;
        }
        var rising = difference > Money.Zero;
        Postings.Post(
            ledger,
            new Movement(
                Guid.CreateVersion7().ToString(),
                type,
                "COMPLETED",
                null,
                subject,
                rising ? Postings.External : account.Id,
                rising ? account.Id : Postings.External,
                rising ? difference : Money.Zero - difference,
                account.Currency,
                at
            )
        );
    }
}
