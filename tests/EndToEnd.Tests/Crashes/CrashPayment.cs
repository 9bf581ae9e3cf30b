using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Domain;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>One payment of a crash run, as its agent asks for it: again and again, under one key.</summary>
internal sealed class CrashPayment
{
    private static readonly string[] Unfinished =
    [
        "in_progress",
        "in_doubt",
        "awaiting_bank",
        "pending_approval",
        "approved",
        "OPERATION_IN_PROGRESS",
    ];

    private readonly string agent;
    private readonly string body;

    public CrashPayment(string agent, BankBehaviour behaviour, string key, (string From, string To) accounts)
    {
        this.agent = agent;
        Behaviour = behaviour;
        BackendKey = Domain.Operations.BackendKey.For(
            new Principal(Tokens.Issuer, agent, ActingParty: null),
            IdempotencyKey.Parse(key)
        );
        body = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = "tools/call",
            ["params"] = new JsonObject
            {
                ["name"] = "transfer_funds",
                ["arguments"] = new JsonObject
                {
                    ["from_account_id"] = accounts.From,
                    ["to_account_id"] = accounts.To,
                    ["amount"] = behaviour.Amount,
                    ["idempotency_key"] = key,
                },
            },
        }.ToJsonString();
    }

    public BankBehaviour Behaviour { get; }

    /// <summary>Under which the bank knows it.</summary>
    public string BackendKey { get; }

    /// <summary>True when the answer leaves nothing to ask for: it is final, or people must settle it.</summary>
    public static bool IsEnd(Told told) =>
        !told.IsToRepeat && !Unfinished.Contains(told.Status, StringComparer.Ordinal);

    /// <summary>Asks once. Throws <see cref="HttpRequestException"/> when the server dies over it.</summary>
    public async Task<Told> AskAsync(HttpClient http, string serverUrl)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(serverUrl + "/mcp"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.ForAgent(agent, "ROLE_USER"));
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", Agents.InitializeEra);
        using var answer = await http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return new Told(BackendKey, "503", null, IsToRepeat: true);
        }

        answer.EnsureSuccessStatusCode();
        return Read(await answer.Content.ReadAsStringAsync());
    }

    private Told Read(string text)
    {
        const string Event = "data: ";
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(Event, StringComparison.Ordinal));
        var result = JsonSerializer.Deserialize<JsonElement>(line?[Event.Length..] ?? text).GetProperty("result");
        if (result.TryGetProperty("isError", out var isError) && isError.GetBoolean())
        {
            var error = JsonSerializer
                .Deserialize<JsonElement>(result.GetProperty("content")[0].GetProperty("text").GetString()!)
                .GetProperty("error");
            return new Told(
                BackendKey,
                error.GetProperty("code").GetString()!,
                null,
                error.GetProperty("retry").GetString() is "same_key" or "later"
            );
        }

        var receipt = result.GetProperty("structuredContent");
        var transaction = receipt.GetProperty("transaction");
        return new Told(
            BackendKey,
            receipt.GetProperty("status").GetString()!,
            transaction.ValueKind == JsonValueKind.Object ? transaction.GetProperty("transaction_id").GetString() : null
        );
    }
}
