using System.Globalization;
using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Ledger;

public sealed class ConcurrencyTests
{
    private const int Writers = 32;
    private const int Each = 40;

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task Of_32_parallel_writers_no_update_is_lost(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract, o => o with { BankLimits = false });
        long[] accounts = [1001, 1002, 1003, 1004, 1005, 1006];
        var expected = new Dictionary<long, decimal>();
        foreach (var account in accounts)
        {
            expected[account] = await BalanceAsync(bank, account);
        }
        var moved = new long[Writers][];

        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(async writer =>
                {
                    moved[writer] = new long[accounts.Length];
                    for (var i = 0; i < Each; i++)
                    {
                        var (from, to) = ((writer + i) % 6, (writer * 5 + i * 3 + 1) % 6);
                        var cents = writer * Each + i + 1;
                        var amount = (cents / 100m).ToString(CultureInfo.InvariantCulture);
                        (await bank.Olivia.TransferAsync(accounts[from], accounts[to], amount)).Expect(201);
                        moved[writer][from] -= cents;
                        moved[writer][to] += cents;
                    }
                })
        );

        for (var i = 0; i < accounts.Length; i++)
        {
            var change = moved.Sum(m => m[i]) / 100m;
            Assert.Equal(expected[accounts[i]] + change, await BalanceAsync(bank, accounts[i]));
        }
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    [Fact]
    public async Task Parallel_withdrawals_take_what_is_there_and_no_more()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1, o => o with { BankLimits = false });
        var id = await bank.Alice.OpenAsync("""{"accountType": "CHECKING", "ownerId": "alice", "balance": 10}""");

        var replies = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(_ => bank.Alice.WithdrawAsync(id, "0.75"))
        );

        Assert.Equal(13, replies.Count(r => r.Status == 201));
        Assert.All(
            replies.Where(r => r.Status != 201),
            r => Assert.Equal("Insufficient funds", r.Expect(400).Text("message"))
        );
        Assert.Equal("0.25", await bank.Alice.BalanceAsync(id));
    }

    [Fact]
    public async Task Parallel_transfers_do_not_pass_the_daily_limit_together()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(_ => bank.Alice.TransferAsync(1002, 1003, "300"))
        );

        Assert.Equal(6, replies.Count(r => r.Status == 201));
    }

    private static async Task<decimal> BalanceAsync(TestBank bank, long account) =>
        decimal.Parse(await bank.Olivia.BalanceAsync(account), CultureInfo.InvariantCulture);
}
