using System.Globalization;
using FinancialMcp.Sandbox.Accounts;
using FinancialMcp.Sandbox.Auth;
using FinancialMcp.Sandbox.Ledger;
using FinancialMcp.Sandbox.Transactions;

namespace FinancialMcp.Sandbox.Seeding;

/// <summary>A demonstration user with a well-known password, for development only.</summary>
internal sealed record DemoUser(string Name, string Password, string Role);

/// <summary>
/// Fills an empty ledger: alice and bob (ROLE_USER) and olivia (ROLE_ADMIN) with CHECKING and SAVINGS, carol
/// (ROLE_USER) with CREDIT, under fixed account ids, and their history of the last months.
/// </summary>
internal static class DemoSeed
{
    public static readonly IReadOnlyList<DemoUser> Users =
    [
        new("alice", "alice-password-1", Caller.UserRole),
        new("bob", "bob-password-12", Caller.UserRole),
        new("olivia", "olivia-password-1", $"{Caller.UserRole} {Caller.AdminRole}"),
        new("carol", "carol-password-1", Caller.UserRole),
    ];

    public static Task PlantAsync(LedgerWriter writer, SandboxOptions options) =>
        writer.WriteAsync(ledger =>
        {
            if (ledger.Scalar("SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM accounts)") > 0)
            {
                return 0;
            }
            Plant(ledger, options.Clock.GetUtcNow());
            return Users.Count;
        });

    private static void Plant(LedgerSession ledger, DateTimeOffset now)
    {
        foreach (var user in Users)
        {
            Auth.Users.Add(ledger, user.Name, user.Password, user.Role);
        }
        var opened = BankTime.StartOfDay(now.AddDays(-DemoHistory.Days));
        Open(ledger, 1001, "alice", Account.Checking, 50_000_00, opened);
        Open(ledger, 1002, "alice", Account.Savings, 100_000_00, opened);
        Open(ledger, 1003, "bob", Account.Checking, 50_000_00, opened);
        Open(ledger, 1004, "bob", Account.Savings, 100_000_00, opened);
        Open(ledger, 1005, "olivia", Account.Checking, 50_000_00, opened);
        Open(ledger, 1006, "olivia", Account.Savings, 100_000_00, opened);
        var due = now.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Open(ledger, 1007, "carol", Account.Credit, 5_000_00, opened, due);
        foreach (var past in DemoHistory.Before(now).OrderBy(p => p.At))
        {
            Record(ledger, past);
        }
    }

    private static void Record(LedgerSession ledger, PastTransaction past)
    {
        var at = BankTime.Micros(past.At);
        var transaction = new Transaction(
            Guid.CreateVersion7(past.At).ToString(),
            past.Type,
            TransactionStatuses.Completed,
            past.From,
            past.To,
            past.Amount,
            "USD",
            past.Description,
            null,
            at,
            at,
            past.CreatedBy,
            null,
            null,
            MoneyMoves.ProcessingStateOf(TransactionStatuses.Completed)
        );
        TransactionRows.Insert(ledger, transaction);
        Postings.Post(ledger, transaction.ToMovement());
    }

    private static void Open(
        LedgerSession ledger,
        long id,
        string owner,
        string type,
        long minor,
        long at,
        string? due = null
    )
    {
        var form = new AccountForm(
            type,
            owner,
            "USD",
            new Money(minor),
            type == Account.Savings ? 1.5m : null,
            type == Account.Credit ? new Money(10_000_00) : null,
            due
        );
        AccountChanges.Open(ledger, owner, owner, form, at, id);
    }
}
