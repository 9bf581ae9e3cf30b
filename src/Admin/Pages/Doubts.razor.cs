using FinancialMcp.Admin.Desk;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages;

/// <summary>What nobody knows the end of: one person proposes it with evidence, another confirms.</summary>
public sealed partial class Doubts : DeskPage
{
    private IReadOnlyList<Doubt>? doubts;
    private Doubt? opened;
    private bool isProposing;
    private bool isConfirming;
    private bool happened = true;

    [SupplyParameterFromQuery(Name = "operation")]
    private string? Opened { get; set; }

    /// <inheritdoc/>
    protected override string Shown => Opened ?? "";

    private string EvidenceLabel =>
        happened ? "The bank's transaction id, or its written statement" : "Where the bank's written statement is";

    /// <inheritdoc/>
    protected override async Task ReadShownAsync()
    {
        doubts = await SendAsync(new ListDoubts());
        opened = doubts.FirstOrDefault(doubt => doubt.OperationId.ToString() == Opened);
    }

    /// <inheritdoc/>
    protected override void OnShownChanged() => (isProposing, isConfirming, happened) = (false, false, true);

    private async Task<bool> ProposeAsync(Doubt doubt, DeedWords words)
    {
        var isDone = await DecideAsync(
            words,
            () => SendAsync(new ProposeResolution(doubt.OperationId, happened, words.Reason)),
            "It is proposed. An approver has to confirm it."
        );
        isProposing = !isDone;
        return isDone;
    }

    private async Task<bool> ConfirmAsync(Doubt doubt, Resolution proposal, DeedWords words)
    {
        var isDone = await DecideAsync(
            words,
            () => SendAsync(new ConfirmResolution(doubt.OperationId, proposal.Happened, proposal.Evidence)),
            $"It is settled: it {(proposal.Happened ? "happened" : "did not happen")}."
        );
        isConfirming = !isDone;
        return isDone;
    }

    private static string ConsequenceOf(Resolution proposal) =>
        proposal.Happened
            ? "The operation counts as succeeded, and its sum as used."
            : "The operation counts as failed: its sum is given back to the limits, and the agent may ask again under a new key.";

    private static string SumOf(Doubt doubt) => DeskText.Sum(doubt.Sum?.ToString(), doubt.Sum?.Currency.ToString());
}
