using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>Whose thing a call is about, seen by alice.</summary>
public enum Whose
{
    Own,
    Foreign,
    Unknown,
}

/// <summary>
/// What lies at the bank for alice and bob, and the means to put more there. Alice is the caller of every test, so what
/// is bob's is foreign.
/// </summary>
public sealed class BankWorld(RunningServer server)
{
    public const string Caller = "alice";
    public const string Other = "bob";
    public const string UnknownAccount = "987654321";
    public const string UnknownId = "01890000-0000-7000-8000-000000000001";

    public RunningServer Server { get; } = server;

    public static string Owner(Whose whose) => Of(whose, Caller, Other, "nobody-known");

    public static string Checking(Whose whose) => Of(whose, "1001", "1003", UnknownAccount);

    public static string Savings(Whose whose) => Of(whose, "1002", "1004", UnknownAccount);

    public static string NewKey() => "test-" + Guid.CreateVersion7().ToString("N");

    /// <summary>An agent of a person, under a role.</summary>
    public RawAgent Agent(string person, string role, string revision = Agents.InitializeEra) =>
        new(Server, Tokens.ForAgent(person, role), revision);

    /// <summary>A fresh account without any money.</summary>
    public async Task<string> EmptyAccountAsync(Whose whose)
    {
        if (whose == Whose.Unknown)
        {
            return UnknownAccount;
        }

        var account = new JsonObject { ["accountType"] = "CHECKING", ["ownerId"] = Owner(whose) };
        if (!Server.IsV2)
        {
            account["balance"] = 0;
        }

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.Bank.AccountUrl, "/api/accounts"))
        {
            Content = JsonContent.Create(account),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.ForBank("olivia", "ROLE_ADMIN"));
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var opened = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return opened.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A completed deposit, made by its owner.</summary>
    public async Task<string> TransactionAsync(Whose whose) =>
        whose == Whose.Unknown
            ? UnknownId
            : (await DepositAsync(whose)).GetProperty("transaction").GetProperty("transaction_id").GetString()!;

    /// <summary>An operation that its owner asked for.</summary>
    public async Task<string> OperationAsync(Whose whose) =>
        whose == Whose.Unknown ? UnknownId : (await DepositAsync(whose)).GetProperty("operation_id").GetString()!;

    /// <summary>An operation of its owner's that waits for approval.</summary>
    public async Task<string> HeldOperationAsync(Whose whose)
    {
        if (whose == Whose.Unknown)
        {
            return UnknownId;
        }

        var arguments = new JsonObject
        {
            ["from_account_id"] = Checking(whose),
            ["to_account_id"] = TestPolicy.HeldCounterparty,
            ["amount"] = "0.05",
            ["idempotency_key"] = NewKey(),
        };
        var answer = await Agent(Owner(whose), "user").CallAsync("transfer_funds", arguments);
        Assert.Equal("pending_approval", answer.Structured.GetProperty("status").GetString());
        return answer.Structured.GetProperty("operation_id").GetString()!;
    }

    /// <summary>What is on the owner's savings account.</summary>
    public async Task<string> BalanceAsync(Whose whose)
    {
        if (whose == Whose.Unknown)
        {
            return "5.00";
        }

        var arguments = new JsonObject { ["account_id"] = Savings(whose) };
        var answer = await Agent(Owner(whose), "user").CallAsync("get_account_balance", arguments);
        return answer.Structured.GetProperty("balance").GetString()!;
    }

    private async Task<JsonElement> DepositAsync(Whose whose)
    {
        var arguments = new JsonObject
        {
            ["account_id"] = Checking(whose),
            ["amount"] = "0.05",
            ["idempotency_key"] = NewKey(),
        };
        var answer = await Agent(Owner(whose), "user").CallAsync("deposit_funds", arguments);
        Assert.False(answer.IsToolError, answer.Text);
        return answer.Structured;
    }

    private static string Of(Whose whose, string own, string foreign, string unknown) =>
        whose switch
        {
            Whose.Own => own,
            Whose.Foreign => foreign,
            _ => unknown,
        };
}
