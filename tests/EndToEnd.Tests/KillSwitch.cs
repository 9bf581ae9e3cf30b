using System.Globalization;
using FinancialMcp.Application;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>A way in which one person stops agents, what it covers of a ring of paying agents, and how two release it.</summary>
/// <param name="Name">For printing.</param>
/// <param name="Covers">The lanes that it must stop; the others must go on.</param>
/// <param name="Sql">The same as a condition on subject, from_account and to_account.</param>
/// <param name="Scope">Of the stop; null where the agent is suspended instead.</param>
/// <param name="Value">Of the stop, or the suspended agent's key.</param>
internal sealed record KillSwitch(string Name, Func<Lane, bool> Covers, string Sql, StopScope? Scope, string? Value)
{
    private const string Reason = "a drill";

    private Guid stop;

    /// <summary>Every kind there is; what names one agent or account, names the first agent's.</summary>
    public static IReadOnlyList<KillSwitch> All(IReadOnlyList<string> accounts)
    {
        var agent = new AgentId(Tokens.Issuer, PayingAgents.Name(0)).Key;
        var itsPayments = $"subject = '{PayingAgents.Name(0)}'";
        var account = accounts[0];
        return
        [
            new("everything", _ => true, "true", StopScope.Everything, null),
            new("tool", _ => true, "true", StopScope.Tool, "transfer_funds"),
            new("agent", lane => lane.Agent == 0, itsPayments, StopScope.Agent, agent),
            new(
                "account",
                lane => lane.Agent == 0 || lane.Agent == accounts.Count - 1,
                string.Create(CultureInfo.InvariantCulture, $"(from_account = {account} or to_account = {account})"),
                StopScope.Account,
                account
            ),
            new("suspension", lane => lane.Agent == 0, itsPayments, null, agent),
        ];
    }

    /// <summary>One person stops.</summary>
    public async Task SetAsync(AdminDesk desk)
    {
        if (Scope is { } scope)
        {
            stop = (await desk.AskAsync("olga", "operator", new SetStop(scope, Value, Reason))).Id;
        }
        else
        {
            await desk.AskAsync("olga", "operator", new SuspendAgent(Value!, Reason));
        }
    }

    /// <summary>A person proposes the release and fails to confirm it alone.</summary>
    public async Task ProposeReleaseAsync(AdminDesk desk)
    {
        if (Scope is null)
        {
            await desk.AskAsync("anna", "admin", new ReinstateAgent(Value!, Reason));
        }
        else
        {
            await desk.AskAsync("anna", "operator", new ProposeRelease(stop, Reason));
        }

        var alone = await Assert.ThrowsAsync<AppException>(() => ConfirmReleaseAsync(desk, "anna"));
        Assert.Equal(ErrorCodes.AuthorizationError, alone.Code);
    }

    /// <summary>Somebody confirms the release.</summary>
    public async Task ConfirmReleaseAsync(AdminDesk desk, string person)
    {
        if (Scope is null)
        {
            await desk.AskAsync(person, "admin", new ApproveGrant(Value!, "role", "development", Reason));
        }
        else
        {
            await desk.AskAsync(person, "approver", new ConfirmRelease(stop, Reason));
        }
    }
}
