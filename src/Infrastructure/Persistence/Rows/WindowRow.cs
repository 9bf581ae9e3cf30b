using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>A limit's window, as it is stored; as a parameter, what is added to it.</summary>
internal sealed class WindowRow
{
    public required string Subject { get; init; }
    public required short Period { get; init; }
    public required int StartDay { get; init; }
    public required string Currency { get; init; }
    public long? Cap { get; init; }
    public int? CapCount { get; init; }
    public required long Used { get; init; }
    public required long Held { get; init; }
    public required int UsedCount { get; init; }
    public required int HeldCount { get; init; }

    internal static WindowRow Of(WindowKey key, WindowChange change) =>
        new()
        {
            Subject = StoredText.Exact(key.Subject),
            Period = (short)key.Period,
            StartDay = key.Start.DayNumber,
            Currency = key.Currency.ToString(),
            Cap = change.Limit?.Cap,
            CapCount = change.Limit?.CapCount,
            Used = change.Used,
            Held = change.Held,
            UsedCount = change.UsedCount,
            HeldCount = change.HeldCount,
        };
}

/// <summary>What a batch adds to a window; the limit is set where a hold was taken under it.</summary>
internal sealed record WindowChange(long Used, long Held, int UsedCount, int HeldCount, WindowLimit? Limit)
{
    internal static WindowChange None { get; } = new(0, 0, 0, 0, null);

    internal WindowChange Add(long used, long held, int usedCount, int heldCount, WindowLimit? limit = null) =>
        new(Used + used, Held + held, UsedCount + usedCount, HeldCount + heldCount, limit ?? Limit);
}
