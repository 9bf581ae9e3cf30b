namespace FinancialMcp.Admin.Pages.Policies;

/// <summary>The rules that somebody is writing, for as long as their browser is open: every page of the policy may try them.</summary>
internal sealed class PolicyDraft
{
    /// <summary>As they stand in the editor; null before anything was written.</summary>
    public string? Text { get; set; }
}
