using System.Globalization;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>What the removal of a month of one class of records would take.</summary>
/// <param name="Retention">Which class of records.</param>
/// <param name="Month">Any moment of the month.</param>
[RequirePermission(StaffPermissions.RetentionRead)]
public sealed record PreviewDrop(Retention Retention, DateTimeOffset Month) : IRequest<DropPreview>;

/// <summary>What a removal would take.</summary>
/// <param name="Month">Its first moment, UTC.</param>
/// <param name="DueAt">From when on it may be removed.</param>
/// <param name="Records">How many records.</param>
/// <param name="IsWhole">False when there may be more than were counted.</param>
/// <param name="HeldFor">The cases that hold it.</param>
public sealed record DropPreview(
    DateTimeOffset Month,
    DateTimeOffset DueAt,
    long Records,
    bool IsWhole,
    IReadOnlyList<string> HeldFor
)
{
    /// <summary>How many as people read it: "1,234", or "1,000,000+" where there may be more.</summary>
    public string RecordsText => Records.ToString("N0", CultureInfo.InvariantCulture) + (IsWhole ? "" : "+");
}

internal sealed class PreviewDropValidator : AbstractValidator<PreviewDrop>
{
    public PreviewDropValidator() =>
        RuleFor(request => request.Retention).IsInEnum().WithMessage("Must be money or other.");
}

internal sealed class PreviewDropHandler(IRetentionStore store, RetentionPeriods periods)
    : IRequestHandler<PreviewDrop, DropPreview>
{
    internal const int MostCounted = 1_000_000;

    public async ValueTask<DropPreview> Handle(PreviewDrop request, CancellationToken cancellationToken)
    {
        var month = RetentionPeriods.MonthOf(request.Month);
        var holds = await store.HoldsAsync(cancellationToken);
        var count = await store.CountAsync(request.Retention, month, MostCounted, cancellationToken);
        return new DropPreview(
            month,
            periods.DueAt(request.Retention, month),
            count,
            count < MostCounted,
            [.. holds.Where(hold => hold.Holds(month)).Select(hold => hold.CaseName)]
        );
    }
}
