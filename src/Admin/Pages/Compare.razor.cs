using FinancialMcp.Admin.Layout;
using FinancialMcp.Admin.Trail;
using FinancialMcp.Application.Audit;
using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Pages;

/// <summary>Two records side by side, member by member.</summary>
public sealed partial class Compare : StaffPage
{
    private AuditRecordDetails? first;
    private AuditRecordDetails? second;
    private IReadOnlyList<Row> rows = [];
    private int differing;
    private bool onlyDifferences;

    /// <summary>The one record's id.</summary>
    [SupplyParameterFromQuery(Name = "a")]
    public Guid? A { get; set; }

    /// <summary>The other's.</summary>
    [SupplyParameterFromQuery(Name = "b")]
    public Guid? B { get; set; }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        if (A is not { } a || B is not { } b)
        {
            return;
        }

        (first, second) = (await SendAsync(new GetAuditRecord(a)), await SendAsync(new GetAuditRecord(b)));
        var (one, other) = (first.Record.Fields, second.Record.Fields);
        rows =
        [
            .. RecordWords
                .InOrder(one.Keys.Union(other.Keys, StringComparer.Ordinal))
                .Select(name => new Row(name, one.GetValueOrDefault(name), other.GetValueOrDefault(name))),
        ];
        differing = rows.Count(row => row.Differs);
    }

    private static string Shown(string name, string? value) =>
        value is null ? Words.None
        : RecordWords.MeaningOf(name, value) is { } meaning ? $"{value} ({meaning})"
        : value;

    private sealed record Row(string Name, string? First, string? Second)
    {
        public bool Differs => !string.Equals(First, Second, StringComparison.Ordinal);
    }
}
