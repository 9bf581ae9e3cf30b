using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>
/// Secrets of callers, of the bank and of the server itself get nowhere. The rule, of which the design says "Never: tokens,
/// secrets, cookies, passwords" and "arguments … as given":
/// <para>
/// What comes where credentials come, or where nobody asks for a text (any header, cookie or query string; tokens and
/// their claims; members of a message; an argument that is named like a credential), what the bank says in an answer that
/// is no success, what the bank is shown as credentials, and the server's own secrets lie in no table, no log line, no
/// metric, no answer and no page. What a caller writes as the value of any other argument is kept as it was given in the
/// record of the call and in the operation, may come back to who asked, and lies nowhere else: in no log line, no metric,
/// no page, no other column.
/// </para>
/// </summary>
public sealed class CanaryTests(ITestOutputHelper output)
{
    private const int Fewest = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_callers_secrets_get_nowhere(string kind)
    {
        Assert.SkipUnless(kind == "sqlite" || PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        var canaries = new Canaries();
        await using var bank = await BankProcess.StartAsync("v1", "--limits", "none", "--seed", "demo");
        await using var watched = await WatchedServer.StartAsync(canaries, kind, bank.AccountUrl, bank.TransactionUrl);

        await watched.AskAsync(new PlantedCalls(canaries).All);
        await watched.SearchOtherPathsAsync();

        await JudgeAsync(watched, canaries);
    }

    [Fact]
    public async Task What_the_bank_says_in_its_errors_gets_nowhere()
    {
        var canaries = new Canaries();
        await using var bank = new LeakyBank(canaries);
        await using var watched = await WatchedServer.StartAsync(canaries, "sqlite", bank.Url, bank.Url);

        foreach (var account in LeakyBank.BadAccounts)
        {
            await watched.CallAsync("get_account", $$"""{"account_id":"{{account}}"}""");
            // In between, so that the breaker stays closed.
            await watched.CallAsync("get_account", $$"""{"account_id":"{{LeakyBank.Account}}"}""");
        }

        foreach (var amount in LeakyBank.BadAmounts)
        {
            await watched.CallAsync(
                "deposit_funds",
                $$"""{"account_id":"{{LeakyBank.Account}}","amount":"{{amount}}","idempotency_key":"leaky-bank-{{amount}}-000"}"""
            );
        }

        Assert.True(bank.Changes >= LeakyBank.BadAmounts.Count() * 3 / 4, $"Only {bank.Changes} changes were sent.");
        await Eventually.TrueAsync(
            async () => await watched.CountAsync("select count(*) from operation where probe_count > 0") > 0,
            Patience,
            "the server has looked for what is in doubt"
        );
        bank.PlantItsTokens();
        await JudgeAsync(watched, canaries);
    }

    private async Task JudgeAsync(WatchedServer watched, Canaries canaries)
    {
        await watched.SearchWhatIsShownAsync();
        await watched.StopAndSearchAsync();
        output.WriteLine($"{canaries.Planted.Count} secrets; found: {string.Join("; ", canaries.Found)}");
        Assert.Empty(canaries.Found);
        Assert.True(canaries.Planted.Count(canary => !canary.IsArgument) >= Fewest, $"Only {canaries.Planted.Count}");
    }
}
