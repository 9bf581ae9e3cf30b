using FinancialMcp.Admin.Desk;
using FinancialMcp.Application.Policies;

namespace FinancialMcp.Admin.Pages.Policies;

/// <summary>The rules that hold, and those that wait for a second person's decision.</summary>
public sealed partial class PolicyInForce : DecidingPage
{
    private PolicyView? policy;
    private bool? deciding;

    /// <inheritdoc/>
    protected override async Task ReadAsync() => policy = await SendAsync(new GetPolicy());

    private Task<bool> DecideAsync(PolicyProposalView proposed, bool approves, DeedWords words) =>
        DecideAsync(
            words,
            async () =>
            {
                await SendAsync(new DecidePolicy(proposed.Version, proposed.Digest, approves, words.Reason));
                deciding = null;
            },
            approves ? $"Version {proposed.Version} holds." : $"Version {proposed.Version} was turned down."
        );
}
