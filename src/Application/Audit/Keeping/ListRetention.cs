using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>Which months of records there are, when they may be removed, and what keeps them.</summary>
[RequirePermission(StaffPermissions.RetentionRead)]
public sealed record ListRetention : IRequest<RetentionView>;

/// <summary>What is kept.</summary>
/// <param name="Months">By class, oldest first.</param>
/// <param name="Holds">Every hold, also those that were lifted, oldest first.</param>
/// <param name="Drops">Every removal, oldest first.</param>
public sealed record RetentionView(
    IReadOnlyList<KeptMonth> Months,
    IReadOnlyList<LegalHold> Holds,
    IReadOnlyList<MonthDrop> Drops
);

/// <summary>A month of one class of records.</summary>
/// <param name="Retention">The class.</param>
/// <param name="Month">Its first moment, UTC.</param>
/// <param name="DueAt">From when on it may be removed.</param>
/// <param name="HeldFor">The cases that hold it.</param>
public sealed record KeptMonth(
    Retention Retention,
    DateTimeOffset Month,
    DateTimeOffset DueAt,
    IReadOnlyList<string> HeldFor
);

internal sealed class ListRetentionValidator : AbstractValidator<ListRetention>;

internal sealed class ListRetentionHandler(IRetentionStore store, RetentionPeriods periods, TimeProvider time)
    : IRequestHandler<ListRetention, RetentionView>
{
    public async ValueTask<RetentionView> Handle(ListRetention request, CancellationToken cancellationToken)
    {
        var holds = await store.HoldsAsync(cancellationToken);
        var drops = await store.DropsAsync(cancellationToken);
        var gone = drops.Where(drop => drop.Done is not null).Select(drop => (drop.Retention, drop.Month)).ToHashSet();
        var months = new List<KeptMonth>();
        foreach (var (retention, oldest) in (await store.OldestAsync(cancellationToken)).OrderBy(pair => pair.Key))
        {
            for (var month = RetentionPeriods.MonthOf(oldest); month <= time.GetUtcNow(); month = month.AddMonths(1))
            {
                if (!gone.Contains((retention, month)))
                {
                    var held = holds.Where(hold => hold.Holds(month)).Select(hold => hold.CaseName);
                    months.Add(new KeptMonth(retention, month, periods.DueAt(retention, month), [.. held]));
                }
            }
        }

        return new RetentionView(months, holds, drops);
    }
}
