using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>
/// Asks to remove a month of records that is old enough and held by no case. A second person confirms; an operator then
/// runs <c>financial-mcp audit drop</c>, which archives the month first.
/// </summary>
/// <param name="Retention">Which class of records.</param>
/// <param name="Month">Any moment of the month.</param>
/// <param name="Reason">Why.</param>
[RequirePermission(StaffPermissions.RetentionRequest)]
public sealed record RequestDrop(Retention Retention, DateTimeOffset Month, string Reason) : IRequest<MonthDrop>;

internal sealed class RequestDropValidator : AbstractValidator<RequestDrop>
{
    public RequestDropValidator()
    {
        RuleFor(request => request.Retention).IsInEnum().WithMessage("Must be money or other.");
        RuleFor(request => request.Reason).Reason();
    }
}

internal sealed class RequestDropHandler(
    IRetentionStore store,
    RetentionPeriods periods,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<RequestDrop, MonthDrop>
{
    public async ValueTask<MonthDrop> Handle(RequestDrop request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var month = RetentionPeriods.MonthOf(request.Month);
        if (periods.DueAt(request.Retention, month) is var due && due > now)
        {
            throw new AppException([new Problem("month", $"Is kept until {due:yyyy-MM-dd}. Ask again then.")]);
        }

        MustNotBeHeld(await store.HoldsAsync(cancellationToken), month);
        var drop = new MonthDrop(
            Guid.CreateVersion7(now),
            request.Retention,
            month,
            request.Reason,
            context.Person,
            now,
            ConfirmedBy: null,
            ConfirmedAt: null,
            Done: null
        );
        var record = records.OfCall(AuditCode.DropRequested, AuditRecords.Allowed) with
        {
            Reason = $"{request.Retention} {month:yyyy-MM}: {request.Reason}",
        };
        context.IsRecorded = await store.RequestAsync(drop, record);
        return context.IsRecorded
            ? drop
            : throw new AppException(
                ErrorCodes.ValidationError,
                "This month's removal was asked for already. The list of retention shows where it stands."
            );
    }

    /// <summary>Throws <see cref="AppException"/> VALIDATION_ERROR when a case holds the month.</summary>
    internal static void MustNotBeHeld(IEnumerable<LegalHold> holds, DateTimeOffset month)
    {
        if (holds.FirstOrDefault(hold => hold.Holds(month)) is { } hold)
        {
            throw new AppException([
                new Problem("month", $"Is held for the case {hold.CaseName}. An auditor may lift that hold first."),
            ]);
        }
    }
}
