using FinancialMcp.Application.Agents;
using FinancialMcp.Domain.Agents;
using Mediator;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Desk;

/// <summary>What a person may do about one agent, one deed at a time.</summary>
public sealed partial class AgentDeeds : ComponentBase
{
    private const string Chosen = "";

    private static readonly (string Value, string Text)[] Grants =
    [
        (Grant.None.Text, "Nothing"),
        (Grant.Read.Text, "Read"),
        (Grant.Role.Text, "Whatever its role allows"),
        (Chosen, "These rights"),
    ];

    private readonly SortedSet<string> rights = new(StringComparer.Ordinal);
    private Deed deed;
    private string grant = Grant.None.Text;
    private string owner = "";

    private enum Deed
    {
        None,
        Suspend,
        Revoke,
        Reinstate,
        Propose,
        Approve,
    }

    [Parameter, EditorRequired]
    public required AgentView Agent { get; set; }

    [Parameter, EditorRequired]
    public required DecidingPage Page { get; set; }

    /// <summary>Who decides.</summary>
    [Parameter, EditorRequired]
    public required string Me { get; set; }

    /// <summary>The session in which they decide.</summary>
    [Parameter, EditorRequired]
    public Guid? Session { get; set; }

    [Parameter]
    public bool MaySuspend { get; set; }

    [Parameter]
    public bool MayPropose { get; set; }

    [Parameter]
    public bool MayApprove { get; set; }

    /// <summary>Sends what was decided; false when it was refused.</summary>
    [Parameter, EditorRequired]
    public required Func<DeedWords, IRequest<AgentView>, string, Task<bool>> Decide { get; set; }

    [Parameter]
    public EventCallback Closed { get; set; }

    private string GrantText => grant == Chosen ? string.Join(' ', rights) : grant;

    private string? OwnerOrNull => string.IsNullOrWhiteSpace(owner) ? null : owner.Trim();

    private bool IsSuspended => Agent.Status == AgentStatus.Suspended;

    private string ApproveText => IsSuspended ? "Approve the reinstatement" : "Approve the grant";

    private void Leave() => deed = Deed.None;

    private void BeginProposal()
    {
        var isWhole = Grants.Any(choice => choice.Value == Agent.Grant);
        grant = isWhole ? Agent.Grant : Chosen;
        rights.Clear();
        rights.UnionWith(isWhole ? [] : Agent.Grant.Split(' '));
        owner = "";
        deed = Deed.Propose;
    }

    private void Toggle(string permission)
    {
        if (!rights.Remove(permission))
        {
            rights.Add(permission);
        }
    }

    private async Task<bool> DoAsync(DeedWords words, IRequest<AgentView> request, string done)
    {
        var isDone = await Decide(words, request, done);
        if (isDone)
        {
            deed = Deed.None;
            StateHasChanged();
        }

        return isDone;
    }

    private string? WhyNotApprove(GrantProposalView proposal) =>
        proposal.By == Me ? "You proposed it: another administrator approves it."
        : proposal.Owner == Me || Agent.Owner == Me
            ? "You answer for this agent, or would: another administrator approves it."
        : null;
}
