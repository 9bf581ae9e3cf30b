using FinancialMcp.Admin.Desk;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using Mediator;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages;

/// <summary>Every agent that ever called; one opened at a time, with its rights, limits and latest calls.</summary>
public sealed partial class Agents : DeskPage
{
    private const int MostRows = 200;
    private const int LatestCalls = 10;
    private const int LooksAt = 4 * LatestCalls;
    private AgentList? list;
    private List<AgentView> found = [];
    private AgentDetails? details;
    private IReadOnlyList<AuditRecordView> calls = [];

    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "agent")]
    private string? Opened { get; set; }

    /// <inheritdoc/>
    protected override string Shown => $"{Opened} {Search}";

    /// <inheritdoc/>
    protected override async Task ReadShownAsync()
    {
        list = await SendAsync(new ListAgents());
        found = [.. list.Agents.Where(IsFound)];
        if (!list.Agents.Any(agent => agent.Key == Opened))
        {
            details = null;
            return;
        }

        details = await SendAsync(new GetAgent(Opened!));
        calls = Holds(StaffPermissions.AuditRead)
            ? (await SendAsync(new SearchAudit(new AuditFilter { Principal = details.Agent.Party }, PageSize: LooksAt)))
                // Of an operation's records the newest tells where it stands.
                .Records.DistinctBy(record => record.OperationId ?? record.Id.ToString(), StringComparer.Ordinal)
                .Take(LatestCalls)
                .ToList()
            : [];
    }

    private bool IsFound(AgentView agent) =>
        string.IsNullOrWhiteSpace(Search)
        || new[] { agent.Party, agent.Issuer, agent.Owner, agent.Grant, agent.Status.ToString() }.Any(text =>
            text?.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase) == true
        );

    private void SearchFor(ChangeEventArgs typed) =>
        Show("q", typed.Value?.ToString() is { Length: > 0 } text ? text : null);

    private Task<bool> DoAsync(DeedWords words, IRequest<AgentView> deed, string done) =>
        DecideAsync(words, () => SendAsync(deed), done);
}
