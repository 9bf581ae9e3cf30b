using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>A bank that was killed comes back as what it was.</summary>
public sealed class BankRestartTests
{
    [Fact]
    public async Task A_killed_bank_comes_back_at_its_addresses_with_its_ledger()
    {
        await using var bank = await BankProcess.StartAsync("v1", "--limits", "none", "--seed", "demo");
        var accounts = await PayingAgents.OpenAccountsAsync(bank, count: 1);
        var url = $"{bank.AccountUrl}/api/accounts/{accounts[0]}";
        var (process, journal) = (bank.Id, await BankJournal.ReadAsync(bank.DataFolder));
        Assert.NotEmpty(journal);

        await bank.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(bank, url));
        await bank.RestartAsync();

        Assert.NotEqual(process, bank.Id);
        Assert.Equal(accounts[0], (await AskAsync(bank, url)).GetProperty("id").GetRawText());
        Assert.Equal(journal, await BankJournal.ReadAsync(bank.DataFolder));
    }

    private static Task<System.Text.Json.JsonElement> AskAsync(BankProcess bank, string url) =>
        bank.AskAsync("olivia", "ROLE_ADMIN", HttpMethod.Get, url);
}
