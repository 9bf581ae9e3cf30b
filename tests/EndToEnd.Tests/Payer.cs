using System.Text.Json;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>An answer to a payment: a receipt's status, or an error's code.</summary>
internal sealed record Answer(string Status, string? OperationId, bool IsReplay)
{
    public bool IsSuccess => Status == "succeeded";
}

/// <summary>One real client of one agent, connected to one place, that pays from one account to another.</summary>
internal sealed class Payer : IAsyncDisposable
{
    private readonly McpClient client;
    private readonly string agent;
    private readonly string from;
    private readonly string to;

    private Payer(McpClient client, string agent, string from, string to)
    {
        this.client = client;
        this.agent = agent;
        this.from = from;
        this.to = to;
    }

    public static async Task<Payer> ConnectAsync(string url, string agent, string from, string to) =>
        new(await Agents.ConnectAsync(url, Tokens.ForAgent(agent, "ROLE_USER")), agent, from, to);

    /// <summary>Under which the bank knows this agent's payment with that key.</summary>
    public string BackendKeyOf(string key) =>
        BackendKey.For(new Principal(Tokens.Issuer, agent, ActingParty: null), IdempotencyKey.Parse(key));

    public async Task<Answer> PayAsync(string key, string amount = "1.00", string? distinctFrom = null)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["from_account_id"] = from,
            ["to_account_id"] = to,
            ["amount"] = amount,
            ["idempotency_key"] = key,
        };
        if (distinctFrom is not null)
        {
            arguments["confirm_distinct_from"] = distinctFrom;
        }

        return Read(await client.CallToolAsync("transfer_funds", arguments));
    }

    /// <summary>Where the operation stands.</summary>
    public async Task<Answer> StandingAsync(string operationId) =>
        Read(
            await client.CallToolAsync(
                "get_operation",
                new Dictionary<string, object?>(StringComparer.Ordinal) { ["operation_id"] = operationId }
            )
        );

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private static Answer Read(CallToolResult result)
    {
        if (result.IsError is not true)
        {
            var receipt = result.StructuredContent!.Value;
            return new Answer(
                receipt.GetProperty("status").GetString()!,
                receipt.GetProperty("operation_id").GetString(),
                receipt.GetProperty("replayed").GetBoolean()
            );
        }

        var error = JsonSerializer
            .Deserialize<JsonElement>(((TextContentBlock)result.Content[0]).Text)
            .GetProperty("error");
        var operation = error.TryGetProperty("operation_id", out var id) ? id.GetString() : null;
        return new Answer(error.GetProperty("code").GetString()!, operation, IsReplay: false);
    }
}
