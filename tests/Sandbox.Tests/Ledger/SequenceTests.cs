using System.Globalization;
using CsCheck;
using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Ledger;

/// <summary>One step of a generated sequence. Account and back are positions; what they name is decided when it runs.</summary>
public sealed record Step(string What, int Account, int Other, long Cents, int Back);

/// <summary>
/// Any sequence of calls, sensible or not, keeps the ledger sound and every balance what the answers said. A failure of
/// CsCheck prints the seed and the shrunk sequence.
/// </summary>
public sealed class SequenceTests
{
    private static readonly string[] Kinds =
    [
        "transfer",
        "transfer",
        "transfer",
        "deposit",
        "withdraw",
        "reverse",
        "replay",
        "freeze",
        "thaw",
        "open",
        "correct",
        "delete",
    ];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, Kinds.Length - 1],
        Gen.Int[0, 5],
        Gen.Int[0, 5],
        Gen.OneOf(Gen.Long[1, 5000], Gen.Long[1, 20_000_000], Gen.Const(99_999_999L)),
        Gen.Int[0, 9],
        (kind, account, other, cents, back) => new Step(Kinds[kind], account, other, cents, back)
    );

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task Any_sequence_of_calls_keeps_the_ledger_sound_and_balances_true(BankContract contract) =>
        await Steps.List[1, 40].SampleAsync(steps => RunAsync(contract, steps), iter: 40, threads: 1);

    private static async Task RunAsync(BankContract contract, List<Step> steps)
    {
        await using var bank = await TestBank.StartAsync(contract, o => o with { BankLimits = false, Deposits = true });
        var model = new Model(bank, contract);
        await model.BeginAsync();
        foreach (var step in steps)
        {
            await model.TakeAsync(step);
        }
        await model.AssertBalancesAsync();
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    /// <summary>What the bank's answers add up to.</summary>
    private sealed class Model(TestBank bank, BankContract contract)
    {
        private readonly List<long> accounts = [1001, 1002, 1003, 1004, 1005, 1006];
        private readonly Dictionary<long, decimal> balances = [];
        private readonly List<(string Id, string Key, Func<Task<Reply>> Again, string Body)> done = [];
        private int keys;

        public async Task BeginAsync()
        {
            foreach (var account in accounts)
            {
                balances[account] = decimal.Parse(
                    await bank.Olivia.BalanceAsync(account),
                    CultureInfo.InvariantCulture
                );
            }
        }

        public Task TakeAsync(Step step)
        {
            var (account, other) = (accounts[step.Account % accounts.Count], accounts[step.Other % accounts.Count]);
            var amount = (step.Cents / 100m).ToString(CultureInfo.InvariantCulture);
            var key = $"key-{++keys}";
            return step.What switch
            {
                "transfer" => PostAsync(key, () => bank.Olivia.TransferAsync(account, other, amount, key)),
                "deposit" => PostAsync(key, () => bank.Olivia.DepositAsync(account, amount, key)),
                "withdraw" => PostAsync(key, () => bank.Olivia.WithdrawAsync(account, amount, key)),
                "reverse" when done.Count > 0 => ReverseAsync(done[step.Back % done.Count].Id, key),
                "replay" when done.Count > 0 => ReplayAsync(done[step.Back % done.Count]),
                "freeze" => SetStatusAsync(account, "FROZEN"),
                "thaw" => SetStatusAsync(account, "ACTIVE"),
                "open" => OpenAsync(amount),
                "correct" when contract == BankContract.V1 => CorrectAsync(account, amount),
                "delete" when contract == BankContract.V1 && accounts.Count > 2 => DeleteAsync(account),
                _ => Task.CompletedTask,
            };
        }

        public async Task AssertBalancesAsync()
        {
            foreach (var account in accounts)
            {
                var told = decimal.Parse(await bank.Olivia.BalanceAsync(account), CultureInfo.InvariantCulture);
                Assert.Equal(balances[account], told);
            }
        }

        private async Task PostAsync(string key, Func<Task<Reply>> post)
        {
            var reply = await post();
            if (reply.Status == 201)
            {
                Apply(reply);
                done.Add((reply.Text("transactionId")!, key, post, reply.Body));
                return;
            }
            Assert.True(reply.Status is 400 or 409, reply.Body);
        }

        private async Task ReverseAsync(string id, string key)
        {
            var reply = await bank.Olivia.ReverseAsync(id, key);
            if (reply.Status == 200)
            {
                Apply(reply);
                return;
            }
            Assert.True(reply.Status is 400 or 409, reply.Body);
        }

        private static async Task ReplayAsync((string Id, string Key, Func<Task<Reply>> Again, string Body) before)
        {
            var reply = (await before.Again()).Expect(201);
            Assert.Equal(before.Id, reply.Text("transactionId"));
        }

        private void Apply(Reply reply)
        {
            var amount = reply.Json.GetProperty("amount").GetDecimal();
            Add(reply.Text("fromAccountId")!, -amount);
            Add(reply.Text("toAccountId")!, amount);
        }

        private void Add(string account, decimal amount)
        {
            if (account != "EXTERNAL")
            {
                balances[long.Parse(account, CultureInfo.InvariantCulture)] += amount;
            }
        }

        private async Task SetStatusAsync(long account, string status) =>
            (
                await bank.Olivia.AccountsAsync(
                    HttpMethod.Patch,
                    $"/api/accounts/{account}/status",
                    $$"""{"status": "{{status}}", "reason": "a step"}"""
                )
            ).Expect(200);

        private async Task OpenAsync(string amount)
        {
            var body = contract == BankContract.V1 ? Body("olivia", amount) : """{"accountType": "CHECKING"}""";
            var id = await bank.Olivia.OpenAsync(body);
            accounts.Add(id);
            balances[id] = contract == BankContract.V1 ? decimal.Parse(amount, CultureInfo.InvariantCulture) : 0;
        }

        private async Task CorrectAsync(long account, string amount)
        {
            var path = $"/api/accounts/{account}";
            (await bank.Olivia.AccountsAsync(HttpMethod.Put, path, Body("olivia", amount))).Expect(200);
            balances[account] = decimal.Parse(amount, CultureInfo.InvariantCulture);
        }

        private async Task DeleteAsync(long account)
        {
            (await bank.Olivia.AccountsAsync(HttpMethod.Delete, $"/api/accounts/{account}")).Expect(204);
            accounts.Remove(account);
        }

        private static string Body(string owner, string balance) =>
            $$"""{"accountType": "CHECKING", "ownerId": "{{owner}}", "balance": {{balance}}}""";
    }
}
