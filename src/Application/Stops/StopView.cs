using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Stops;

/// <summary>A stop in force, as people see it.</summary>
public sealed record StopView(
    Guid Id,
    StopScope Scope,
    string? Value,
    string Reason,
    string By,
    DateTimeOffset At,
    string? ReleaseProposedBy
)
{
    public static StopView Of(Stop stop) =>
        new(stop.Id, stop.Scope, stop.Value, stop.Reason, stop.By, stop.At, stop.ReleaseProposedBy);
}
