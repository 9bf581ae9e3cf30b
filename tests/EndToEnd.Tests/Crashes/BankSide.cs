using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Testing;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>What a crash run does at the bank itself: it scripts its behaviour, and plays its customer.</summary>
internal sealed class BankSide(BankProcess bank, string payer)
{
    /// <summary>The step-up's code that the stand-in accepts.</summary>
    private const string Proof = "246810";

    public string Payer => payer;

    /// <summary>Registers the payer, and opens an account with money and one to pay to.</summary>
    public async Task<(string From, string To)> OpenAsync()
    {
        await bank.RegisterAsync(payer);
        return (await OpenAccountAsync(), await OpenAccountAsync());
    }

    /// <summary>From now on the payment under that key meets the behaviour, once.</summary>
    public async Task MeetAsync(string backendKey, BankBehaviour behaviour)
    {
        if (behaviour.Fault is { } fault)
        {
            var script = JsonSerializer.SerializeToNode(fault)!.AsObject();
            script["service"] = "transaction";
            script["idempotency_key"] = backendKey;
            await AskAsync(HttpMethod.Post, bank.FaultUrl + "/faults", script);
        }
    }

    /// <summary>How many requests under that key have arrived.</summary>
    public async Task<int> RequestsAsync(string backendKey) =>
        (
            await AskAsync(HttpMethod.Get, $"{bank.FaultUrl}/requests?idempotency_key={backendKey}", body: null)
        ).GetArrayLength();

    /// <summary>The bank's late turn on that payment; nothing when it has none, or never received the payment.</summary>
    public async Task TakeTurnAsync(string backendKey, LateTurn turn)
    {
        switch (turn)
        {
            case LateTurn.Authorize when await WaitingAsync(backendKey) is { } id:
                await AskAsync(
                    HttpMethod.Post,
                    $"{bank.TransactionUrl}/api/transactions/{id}/authorize",
                    new JsonObject { ["proof"] = Proof }
                );
                break;
            case LateTurn.Cancel when await WaitingAsync(backendKey) is { } id:
                await AskAsync(HttpMethod.Delete, $"{bank.TransactionUrl}/api/transactions/{id}/authorization", null);
                break;
            case LateTurn.Complete or LateTurn.Fail when await ProcessingAsync(backendKey) is { } id:
                await AskAsync(
                    HttpMethod.Post,
                    bank.FaultUrl + "/settlements",
                    new JsonObject
                    {
                        ["transaction_id"] = id,
                        ["status"] = turn == LateTurn.Complete ? "COMPLETED" : "FAILED",
                    }
                );
                break;
        }
    }

    private Task<string?> WaitingAsync(string backendKey) =>
        TextAsync("select id from authorizations where status = 'PENDING' and idempotency_key = $key", backendKey);

    private Task<string?> ProcessingAsync(string backendKey) =>
        TextAsync("select id from transactions where status = 'PROCESSING' and idempotency_key = $key", backendKey);

    private async Task<string?> TextAsync(string sql, string backendKey)
    {
        await using var connection = new SqliteConnection($"Data Source={bank.DataFolder}/ledger.db;Mode=ReadOnly");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is this file's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$key", backendKey);
        return (string?)await command.ExecuteScalarAsync();
    }

    private async Task<string> OpenAccountAsync()
    {
        // v2 opens accounts empty: the money comes from a deposit.
        var isV1 = bank.Contract == "v1";
        var asked = new JsonObject { ["accountType"] = "CHECKING", ["ownerId"] = payer };
        asked[isV1 ? "balance" : "currency"] = isV1 ? 10_000 : "USD";
        var account = await bank.AskAsync(
            "olivia",
            "ROLE_ADMIN",
            HttpMethod.Post,
            bank.AccountUrl + "/api/accounts",
            asked
        );
        var id = account.GetProperty("id").GetRawText();
        if (!isV1)
        {
            using var deposit = new HttpClient();
            deposit.DefaultRequestHeaders.Add("Idempotency-Key", $"opening-{payer}-{id}");
            deposit.DefaultRequestHeaders.Add("Authorization", $"Bearer {Tokens.ForBank(payer, "ROLE_USER")}");
            using var answer = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
                deposit,
                new Uri(bank.TransactionUrl + "/api/transactions/deposit"),
                new { accountId = id, amount = 10_000 }
            );
            answer.EnsureSuccessStatusCode();
        }

        return id;
    }

    private Task<JsonElement> AskAsync(HttpMethod method, string url, JsonObject? body) =>
        bank.AskAsync(payer, "ROLE_USER", method, url, body);
}
