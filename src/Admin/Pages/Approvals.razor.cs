using FinancialMcp.Admin.Desk;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application;
using FinancialMcp.Application.Approvals;
using FinancialMcp.Domain.Operations;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages;

/// <summary>What waits for votes, the oldest first, one opened at a time: there is no way to vote on several at once.</summary>
public sealed partial class Approvals : DeskPage
{
    private const string HistoryTab = "decided";
    private WaitingApprovals? waiting;
    private WaitingApproval? opened;
    private IReadOnlyList<RecentCall>? recent;
    private DecidedApprovals? decided;

    /// <summary>What the person is about to do: true approves, false rejects, null is still looking.</summary>
    private bool? choice;

    [SupplyParameterFromQuery(Name = "tab")]
    private string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "operation")]
    private string? Opened { get; set; }

    /// <inheritdoc/>
    protected override string Shown => $"{Tab} {Opened}";

    private bool IsHistory => Tab == HistoryTab;

    /// <inheritdoc/>
    protected override async Task ReadShownAsync()
    {
        if (IsHistory)
        {
            decided = await SendAsync(new ListDecidedApprovals());
            return;
        }

        waiting = await SendAsync(new ListApprovals());
        opened = waiting.Operations.FirstOrDefault(one => one.OperationId.ToString() == Opened);
        recent = opened is null ? null : await RecentAsync(opened.OperationId);
    }

    /// <inheritdoc/>
    protected override void OnShownChanged() => choice = null;

    /// <summary>Null when it was decided between the two readings.</summary>
    private async Task<IReadOnlyList<RecentCall>?> RecentAsync(OperationId operation)
    {
        try
        {
            return await SendAsync(new ListRecentCalls(operation));
        }
        catch (AppException gone) when (gone.Code == ErrorCodes.OperationNotFound)
        {
            return null;
        }
    }

    private async Task<bool> VoteAsync(WaitingApproval approval, bool approves, DeedWords words)
    {
        var reason = words.Reason.Length > 0 ? words.Reason : null;
        var isDone = await DecideAsync(
            words,
            () => SendAsync(new CastVote(approval.OperationId, approval.Digest, approves, reason)),
            $"You {(approves ? "approved" : "rejected")} {DeskText.Sum(approval.Amount, approval.Currency)}, asked for by {approval.AgentParty}."
        );
        if (isDone)
        {
            choice = null;
        }

        return isDone;
    }

    private void Open(WaitingApproval approval) => Show("operation", approval.OperationId.ToString());

    private void CloseOpened() => Show("operation", null);

    private string EndsIn(WaitingApproval approval) =>
        approval.ExpiresAt - Time.GetUtcNow() is { Ticks: > 0 } left ? Words.Of(left) : "over";

    private static string ButtonOf(WaitingApproval approval, bool approves) =>
        $"{(approves ? "Approve" : "Reject")} {DeskText.Sum(approval.Amount, approval.Currency)}";

    private static string ConsequenceOf(WaitingApproval approval, bool approves) =>
        !approves ? "It ends with your vote and is not carried out, whatever others voted. A vote cannot be taken back."
        : approval.Given + 1 >= approval.Needed
            ? "Yours is the last vote that it needs: the server carries it out at once. A vote cannot be taken back."
        : $"It needs {approval.Needed - approval.Given - 1} more after yours. A vote cannot be taken back.";
}
