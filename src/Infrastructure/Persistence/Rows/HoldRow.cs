using FinancialMcp.Domain;
using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>What one operation holds, or has used, in one window, as it is stored.</summary>
internal sealed class HoldRow
{
    internal const short Held = 1;
    internal const short Used = 2;
    internal const short Released = 3;

    public required Guid OperationId { get; init; }
    public required string Subject { get; init; }
    public required short Period { get; init; }

    /// <summary>The window's first day, as days since 0001-01-01: one number on every database.</summary>
    public required int StartDay { get; init; }
    public required string Currency { get; init; }
    public required long AmountMinor { get; init; }
    public required short State { get; init; }

    internal WindowKey Window =>
        new(Subject, (LimitPeriod)Period, DateOnly.FromDayNumber(StartDay), CurrencyCode.Parse(Currency));

    internal static HoldRow Of(Guid operation, WindowKey window, long amount, short state = Held) =>
        new()
        {
            OperationId = operation,
            Subject = StoredText.Exact(window.Subject),
            Period = (short)window.Period,
            StartDay = window.Start.DayNumber,
            Currency = window.Currency.ToString(),
            AmountMinor = amount,
            State = state,
        };
}
