using FinancialMcp.Application.Approvals;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Testing;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.Admin.Tests;

/// <summary>Agents that ask the house's server for payments, so that people have something to decide on.</summary>
internal static class Paying
{
    /// <summary>An employee's agent, which may pay from anybody's account.</summary>
    private const string Role = "financial_officer";

    /// <summary>Asks for a transfer, and returns the answer's status, or the error's text.</summary>
    public static Task<string> PayAsync(
        this House house,
        string agent,
        string amount,
        string to = "1003",
        string? description = null
    ) => PayAsync(house.Server, agent, amount, to, description);

    /// <summary>The same at another server.</summary>
    public static async Task<string> PayAsync(
        ServerProcess server,
        string agent,
        string amount,
        string to,
        string? description = null
    )
    {
        await using var client = await Agents.ConnectAsync(server.McpUrl, Tokens.ForAgent(agent, Role));
        var result = await client.CallToolAsync(
            "transfer_funds",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["from_account_id"] = "1001",
                ["to_account_id"] = to,
                ["amount"] = amount,
                ["description"] = description,
                ["idempotency_key"] = $"walk-{Guid.CreateVersion7():N}",
            }
        );
        return result.IsError is true
            ? ((TextContentBlock)result.Content[0]).Text
            : result.StructuredContent!.Value.GetProperty("status").GetString()!;
    }

    /// <summary>Asks for a transfer that one person has to approve.</summary>
    public static async Task HoldAsync(this House house, string agent, string amount, string? description = null) =>
        Assert.Equal("pending_approval", await house.PayAsync(agent, amount, TestPolicy.HeldCounterparty, description));

    /// <summary>Records under which name at the bank an approver asks for payments: without it nobody votes.</summary>
    public static async Task NameAsync(this House house, string approver)
    {
        ApproverSubject[] names = [new(Tokens.Issuer, AgentOf(approver))];
        await house.AskAsync("ada", new ProposeApprover(approver, names, "votes"));
        await house.AskAsync("bea", new ConfirmApprover(approver, names));
    }

    /// <summary>As whom an approver asks for payments.</summary>
    public static string AgentOf(string approver) => $"{approver}-at-the-bank";
}
