using FluentValidation;

namespace FinancialMcp.Application.Transactions;

/// <summary>A stretch of time, from an instant up to but not including another; null is without end on that side.</summary>
internal sealed record Period(DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>From the first day's beginning to the last day's end, days being UTC.</summary>
    public static Period OfDays(DateOnly? first, DateOnly? last) =>
        new(first is { } from ? BeginningOf(from) : null, last is { } to ? EndOf(to) : null);

    public bool IsEverything => From is null && Until is null;

    public bool EndsAfter(DateTimeOffset instant) => Until is null || instant < Until;

    public bool StartsAfter(DateTimeOffset instant) => From is not null && instant < From;

    private static DateTimeOffset BeginningOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>The calendar's last day has no next one; nothing lies beyond its end.</summary>
    private static DateTimeOffset? EndOf(DateOnly day) => day == DateOnly.MaxValue ? null : BeginningOf(day.AddDays(1));
}

/// <summary>The rule that a pair of start and end dates shares.</summary>
internal static class PeriodRules
{
    public static IRuleBuilderOptions<T, DateOnly?> NotBefore<T>(
        this IRuleBuilder<T, DateOnly?> rule,
        Func<T, DateOnly?> start
    ) =>
        rule.Must((request, end) => end is null || start(request) is not { } first || end >= first)
            .WithMessage("Must not be before start_date.")
            .AcrossArguments();
}
