using System.ComponentModel;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Application.Policies;

/// <summary>What stands under one limit of the policy, as callers see it. Sums are decimal text; null: not limited by it.</summary>
public sealed record LimitStanding
{
    [Description("day or month, UTC.")]
    public required string Period { get; init; }
    public string? Cap { get; init; }

    [Description("By operations that succeeded.")]
    public string? Used { get; init; }

    [Description("By operations that may still succeed; counts like used.")]
    public string? Held { get; init; }
    public string? Left { get; init; }
    public int? CapCount { get; init; }
    public int? UsedCount { get; init; }
    public int? HeldCount { get; init; }
    public int? LeftCount { get; init; }
    public required DateTimeOffset ResetsAt { get; init; }

    /// <summary>The limit with what stands in its window; a window that is null is not known, and no figure of it is told.</summary>
    public static LimitStanding Of(WindowLimit limit, LimitWindow? window)
    {
        return new LimitStanding
        {
            Period = limit.Key.Period == LimitPeriod.Day ? "day" : "month",
            Cap = Text(limit.Cap),
            Used = Text(window?.Used),
            Held = Text(window?.Held),
            Left = Text(
                limit.Cap is { } cap && window is not null ? Math.Max(0, cap - window.Used - window.Held) : null
            ),
            CapCount = limit.CapCount,
            UsedCount = window?.UsedCount,
            HeldCount = window?.HeldCount,
            LeftCount =
                limit.CapCount is { } most && window is not null
                    ? Math.Max(0, most - window.UsedCount - window.HeldCount)
                    : null,
            ResetsAt = limit.Key.Period.ResetOf(limit.Key.Start),
        };

        string? Text(long? minor) => minor is { } sum ? new Money(sum, limit.Key.Currency).ToString() : null;
    }
}
