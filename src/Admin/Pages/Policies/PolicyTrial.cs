using FinancialMcp.Admin.Layout;
using FinancialMcp.Application;
using FinancialMcp.Application.Policies;
using FinancialMcp.Domain.Policies;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages.Policies;

/// <summary>A page on which rules are tried: those in force, those that are proposed, or the draft.</summary>
public abstract class PolicyTrial : StaffPage
{
    internal const string Proposed = "proposed";
    internal const string Drafted = "draft";

    /// <summary>Which rules: proposed, draft, or those in force.</summary>
    [SupplyParameterFromQuery(Name = "rules")]
    public string? Chosen { get; set; }

    /// <summary>What holds and what is proposed; null before it was read.</summary>
    protected PolicyView? Policy { get; private set; }

    internal bool HasDraft => Draft.Text is { Length: > 0 };

    [Inject]
    private PolicyDraft Draft { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync() => Policy = await SendAsync(new GetPolicy());

    /// <summary>What was found out under another choice is not shown under this one.</summary>
    protected abstract void Forget();

    /// <summary>Other rules.</summary>
    protected void Choose(string? rules) => Ask("rules", rules);

    /// <summary>Another choice, kept in the address.</summary>
    protected void Ask(string name, string? value)
    {
        Forget();
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value),
            replace: true
        );
    }

    /// <summary>
    /// The rules that were chosen; null for those in force. Throws <see cref="AppException"/> when there are none of them,
    /// or they are no policy.
    /// </summary>
    protected async Task<IReadOnlyList<PolicyRule>?> ChosenRulesAsync()
    {
        switch (Chosen)
        {
            case Proposed:
                return Policy?.Proposed?.Rules ?? throw Missing("No rules are proposed at present.");
            case Drafted when !HasDraft:
                throw Missing("There is no draft yet: write one first.");
            case Drafted:
                var check = await SendAsync(new CheckPolicy(Draft.Text!));
                return check.Problems.Count == 0
                    ? check.Rules
                    : throw Missing($"The draft is no policy yet. {string.Join(' ', check.Problems)}");
            default:
                return null;
        }
    }

    private static AppException Missing(string words) => new(ErrorCodes.ValidationError, words);
}
