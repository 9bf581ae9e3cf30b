using FinancialMcp.Sandbox.Ledger;
using FinancialMcp.Sandbox.Transactions;

namespace FinancialMcp.Sandbox.Seeding;

/// <summary>One past transaction of the demonstration data.</summary>
internal sealed record PastTransaction(
    DateTimeOffset At,
    string Type,
    string CreatedBy,
    long From,
    long To,
    Money Amount,
    string Description
);

/// <summary>
/// Four months of ordinary life before today: salaries, rent, groceries, savings and transfers among the users. The same
/// day always gives the same history; every amount is within the bank's own limits and none is of today, so that the
/// day's limits are still whole.
/// </summary>
internal static class DemoHistory
{
    public const int Days = 120;

    public static IReadOnlyList<PastTransaction> Before(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var draw = new Draw(20_250_601);
        var history = new List<PastTransaction>();
        for (var ago = Days - 1; ago >= 1; ago--)
        {
            AddDay(history, today.AddDays(-ago), ago, draw);
        }
        return history;
    }

    private static void AddDay(List<PastTransaction> history, DateTimeOffset day, int ago, Draw draw)
    {
        foreach (
            var (name, checking, savings) in (ReadOnlySpan<(string, long, long)>)
                [("alice", 1001, 1002), ("bob", 1003, 1004), ("olivia", 1005, 1006)]
        )
        {
            if (ago % 14 == checking % 7)
            {
                Deposit(name, checking, 8, draw.Between(2_400_00, 2_650_00), "Salary");
            }
            if (day.Day == 2)
            {
                Withdraw(name, checking, 9, 450_00, "Rent");
            }
            if (ago % 3 == checking % 3)
            {
                Withdraw(name, checking, 17, draw.Between(18_00, 120_00), "Groceries");
            }
            if (day.Day == 5)
            {
                Transfer(name, checking, savings, 10, 200_00, "Monthly savings");
            }
        }
        if (ago % 9 == 4)
        {
            Transfer("alice", 1001, 1003, 12, draw.Between(10_00, 60_00), "Dinner");
        }
        if (ago % 13 == 6)
        {
            Transfer("bob", 1003, 1001, 13, draw.Between(15_00, 90_00), "Concert tickets");
        }
        if (ago % 20 == 10)
        {
            Deposit("carol", 1007, 11, draw.Between(150_00, 300_00), "Card payment");
        }
        if (ago % 6 == 2)
        {
            Withdraw("carol", 1007, 18, draw.Between(12_00, 95_00), "Card purchase");
        }

        void Deposit(string by, long account, int hour, long minor, string text) =>
            Add(TransactionTypes.Deposit, by, Postings.External, account, hour, minor, text);

        void Withdraw(string by, long account, int hour, long minor, string text) =>
            Add(TransactionTypes.Withdrawal, by, account, Postings.External, hour, minor, text);

        void Transfer(string by, long from, long to, int hour, long minor, string text) =>
            Add(TransactionTypes.Transfer, by, from, to, hour, minor, text);

        void Add(string type, string by, long from, long to, int hour, long minor, string text) =>
            history.Add(
                new PastTransaction(
                    day.AddHours(hour).AddSeconds(history.Count % 3600),
                    type,
                    by,
                    from,
                    to,
                    new Money(minor),
                    text
                )
            );
    }

    // A linear congruential sequence (the constants of Numerical Recipes): repeatable, and nothing here needs chance.
    private sealed class Draw(uint state)
    {
        private uint current = state;

        public long Between(long least, long most)
        {
            current = unchecked((current * 1_664_525) + 1_013_904_223);
            return least + (current % (most - least + 1));
        }
    }
}
