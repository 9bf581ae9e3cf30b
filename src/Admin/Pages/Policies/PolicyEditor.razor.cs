using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Policies;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Admin.Pages.Policies;

/// <summary>Where rules are written, checked against those that hold, and proposed.</summary>
public sealed partial class PolicyEditor : StaffPage
{
    private static readonly (string Member, string Meaning)[] Members =
    [
        ("name", "For people; no two rules have the same."),
        ("match", "role, agent, tool, account, counterparty, currency: what is left out matches anything."),
        ("allow", "false denies what the rule matches."),
        ("max_per_call", "The most in one operation."),
        ("per", "What limits count together: PRINCIPAL, AGENT, ACCOUNT or EVERYONE."),
        ("day, month", "amount and count in a UTC day or month."),
        ("approvals", "A rising list of from and needed: from this amount on, so many people approve."),
        ("counterparties", "The only accounts that transfers may credit."),
        ("twin_window_seconds", "For how long the same payment under another key is taken for a mistake; 0 never."),
    ];

    private PolicyView? policy;
    private PolicyCheck? check;
    private string reason = "";
    private bool isAsking;

    /// <summary>What was checked is not what stands there any more, once it is changed.</summary>
    private string Text
    {
        get => Draft.Text ?? "";
        set => (Draft.Text, check, isAsking) = (value, null, false);
    }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        policy = await SendAsync(new GetPolicy());
        Draft.Text ??= PolicyText.Of(policy.Rules);
    }

    private void Start(IReadOnlyList<PolicyRule> rules) => Text = PolicyText.Of(rules);

    private async Task CheckAsync() =>
        await TryAsync(async () =>
        {
            isAsking = false;
            check = await SendAsync(new CheckPolicy(Text));
        });

    private async Task ProposeAsync()
    {
        PolicyView? after = null;
        if (
            await TryAsync(async () => after = await SendAsync(new ProposePolicy(check!.Rules, reason)))
            && after is not null
        )
        {
            (reason, check, Draft.Text) = ("", null, null);
            Navigation.NavigateTo("/policy");
        }

        isAsking = false;
    }
}
