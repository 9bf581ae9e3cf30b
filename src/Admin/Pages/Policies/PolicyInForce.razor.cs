using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Policies;

namespace FinancialMcp.Admin.Pages.Policies;

/// <summary>The rules that hold, and those that wait for a second person's decision.</summary>
public sealed partial class PolicyInForce : StaffPage
{
    private PolicyView? policy;
    private string reason = "";
    private bool? approves;

    /// <inheritdoc/>
    protected override async Task ReadAsync() => policy = await SendAsync(new GetPolicy());

    private async Task DecideAsync(PolicyProposalView proposed, bool yes)
    {
        var done = yes ? $"Version {proposed.Version} holds." : $"Version {proposed.Version} was turned down.";
        if (await TryAsync(() => SendAsync(new DecidePolicy(proposed.Version, proposed.Digest, yes, reason)), done))
        {
            reason = "";
        }

        approves = null;
    }
}
