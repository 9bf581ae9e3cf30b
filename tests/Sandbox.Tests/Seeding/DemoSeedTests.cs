using FinancialMcp.Sandbox.Seeding;
using FinancialMcp.Sandbox.Tests.Harness;
using FinancialMcp.Testing;

namespace FinancialMcp.Sandbox.Tests.Seeding;

public sealed class DemoSeedTests
{
    [Fact]
    public async Task The_demonstration_users_log_in_and_own_their_accounts()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);
        var owned = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["alice"] = "1001 CHECKING, 1002 SAVINGS",
            ["bob"] = "1003 CHECKING, 1004 SAVINGS",
            ["olivia"] = "1005 CHECKING, 1006 SAVINGS",
            ["carol"] = "1007 CREDIT",
        };

        foreach (var user in DemoSeed.Users)
        {
            var login = await bank.Nobody.AccountsAsync(
                HttpMethod.Post,
                "/api/auth/login",
                $$"""{"username": "{{user.Name}}", "password": "{{user.Password}}"}"""
            );
            var client = bank.With(login.Expect(200).Text("accessToken"));
            var accounts = (await client.GetAccountsAsync($"/api/accounts?ownerId={user.Name}")).Expect(200).Content;

            Assert.Equal(
                owned[user.Name],
                string.Join(
                    ", ",
                    accounts.Select(a => $"{a.GetProperty("id")} {a.GetProperty("accountType").GetString()}")
                )
            );
            Assert.All(accounts, a => Assert.True(a.GetProperty("balance").GetDecimal() >= 5000));
        }
    }

    [Fact]
    public async Task The_history_lies_before_today_and_leaves_the_days_limits_whole()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        LedgerFacts.AssertSound(bank.Host.LedgerPath);
        Assert.Equal(
            0,
            LedgerFacts.Number(
                bank.Host.LedgerPath,
                "SELECT count(*) FROM transactions WHERE created_at >= unixepoch('2026-03-15') * 1000000"
            )
        );
        Assert.InRange(
            LedgerFacts.Number(
                bank.Host.LedgerPath,
                "SELECT (max(created_at) - min(created_at)) / 86400000000 FROM transactions"
            ),
            100,
            120
        );
        Assert.True(LedgerFacts.Number(bank.Host.LedgerPath, "SELECT count(*) FROM transactions") > 150);
    }

    [Fact]
    public void The_same_day_gives_the_same_history_and_every_day_of_a_leap_year_gives_one()
    {
        var first = new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero);

        for (var day = 0; day < 366; day++)
        {
            var now = first.AddDays(day);
            var history = DemoHistory.Before(now);

            Assert.Equal(history, DemoHistory.Before(now.AddHours(23)));
            Assert.All(history, t => Assert.True(t.At < now && t.Amount.Minor > 0));
        }
    }

    [Fact]
    public async Task A_ledger_that_is_not_empty_is_not_seeded_again()
    {
        using var data = new TemporaryFolder();
        string balance;
        await using (var bank = await TestBank.StartAsync(BankContract.V1, o => o with { DataDirectory = data.Path }))
        {
            (await bank.Alice.TransferAsync(1001, 1003, "1")).Expect(201);
            balance = await bank.Alice.BalanceAsync(1001);
        }

        await using var again = await TestBank.StartAsync(BankContract.V2, o => o with { DataDirectory = data.Path });

        Assert.Equal(balance, await again.Alice.BalanceAsync(1001));
    }

    [Fact]
    public async Task Without_a_seed_the_bank_is_empty()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1, o => o with { SeedDemo = false });

        (await bank.Alice.GetAccountsAsync("/api/accounts")).Expect(403);
        Assert.Equal(0, LedgerFacts.Number(bank.Host.LedgerPath, "SELECT count(*) FROM accounts"));
    }
}
