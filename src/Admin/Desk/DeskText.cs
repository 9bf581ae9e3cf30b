using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Admin.Desk;

/// <summary>What operations, accounts and outcomes are called on the pages where people decide.</summary>
internal static class DeskText
{
    /// <summary>A sum with its currency; what moves nothing has none.</summary>
    internal static string Sum(string? amount, string? currency) =>
        amount is null ? "no money moves" : $"{amount} {currency}";

    /// <summary>An account with whose it is, as the bank told.</summary>
    internal static string Account(AccountOwner? account) =>
        account is null ? Words.None : $"{account.Account} ({OwnerOf(account)})";

    /// <summary>Whose an account is.</summary>
    internal static string OwnerOf(AccountOwner account) =>
        !account.IsKnown ? "owner not known right now: the bank does not answer"
        : account.Owner is not { } owner ? "the bank has no such account"
        : account.Status is { } status and not Domain.AccountStatus.Active
            ? $"of {owner}, {status.ToString().ToLowerInvariant()}"
        : $"of {owner}";

    internal static string Outcome(AuditOutcome outcome) =>
        outcome == AuditOutcome.InDoubt ? "in doubt" : outcome.ToString().ToLowerInvariant();

    /// <summary>What an instruction says beside its sum and accounts. Texts are those of who asked for it.</summary>
    internal static IEnumerable<(string Name, string Value)> Details(BankInstruction instruction) =>
        AllDetails(instruction)
            .Where(detail => detail.Value is { Length: > 0 })
            .Select(detail => (detail.Name, detail.Value!));

    private static (string Name, string? Value)[] AllDetails(BankInstruction instruction) =>
        instruction switch
        {
            Deposit it => [("Description", it.Description)],
            Withdrawal it => [("Description", it.Description)],
            Transfer it => [("Description", it.Description)],
            Reversal it => [("Reverses transaction", it.Original.ToString()), ("Reason", it.Reason)],
            OpenAccount it =>
            [
                ("Opens an account for", it.OwnerId),
                ("Type", it.Type.ToString()),
                ("Currency", it.Currency.ToString()),
                ("Interest rate", it.InterestRate?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("Credit limit", it.CreditLimit?.ToString()),
                ("Due", it.DueDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
            ],
            ChangeAccount it =>
            [
                ("Interest rate", it.InterestRate?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("Credit limit", it.CreditLimit?.ToString()),
                ("Due", it.DueDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
            ],
            SetStatus it => [("Becomes", it.Status.ToString()), ("Reason", it.Reason)],
            CloseAccount it => [("Closes the account", it.Account.ToString()), ("Reason", it.Reason)],
            CorrectBalance it =>
            [
                ("Balance now", $"{it.Expected} {it.Expected.Currency}"),
                ("Balance to be", $"{it.NewBalance} {it.NewBalance.Currency}"),
                ("Reason", it.Reason),
            ],
            _ => [],
        };
}
