using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Audit;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages;

/// <summary>One record of the trail. What was revealed is shown until the page is left.</summary>
public sealed partial class Call : StaffPage
{
    private AuditRecordDetails? masked;
    private AuditRecordDetails? revealed;
    private string reason = "";

    /// <summary>The record's id.</summary>
    [Parameter]
    public Guid Id { get; set; }

    private AuditRecordDetails? Shown => revealed ?? masked;

    /// <inheritdoc/>
    protected override async Task ReadAsync() => masked = await SendAsync(new GetAuditRecord(Id));

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (masked is { } other && other.Record.Id != Id)
        {
            (masked, revealed, reason) = (null, null, "");
            await ReadAgainAsync();
        }
    }

    private async Task RevealAsync() =>
        await TryAsync(
            async () => revealed = await SendAsync(new RevealRecord(Id, reason.Trim())),
            "Revealed, and recorded with your reason."
        );

    private static Dictionary<string, string> Part(string name, string value) =>
        new(StringComparer.Ordinal) { [name] = value };
}
