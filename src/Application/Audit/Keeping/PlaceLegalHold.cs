using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>Keeps every record of a time from being removed, for a case.</summary>
/// <param name="CaseName">What the case is called.</param>
/// <param name="From">Records from this time on …</param>
/// <param name="To">… to before this one; null: and all later ones.</param>
/// <param name="Reason">Why.</param>
[RequirePermission(StaffPermissions.RetentionHold)]
public sealed record PlaceLegalHold(string CaseName, DateTimeOffset From, DateTimeOffset? To, string Reason)
    : IRequest<LegalHold>;

internal sealed class PlaceLegalHoldValidator : AbstractValidator<PlaceLegalHold>
{
    private const int LongestName = 100;

    public PlaceLegalHoldValidator()
    {
        RuleFor(request => request.CaseName)
            .Must(name => !string.IsNullOrWhiteSpace(name) && name.Length <= LongestName && UntrustedText.IsClean(name))
            .WithMessage($"Must name the case in 1 to {LongestName} characters.");
        RuleFor(request => request.To)
            .Must((request, to) => to is null || to > request.From)
            .WithMessage("Must be after from, or left out.")
            .AcrossArguments();
        RuleFor(request => request.Reason).Reason();
    }
}

internal sealed class PlaceLegalHoldHandler(
    IRetentionStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<PlaceLegalHold, LegalHold>
{
    public async ValueTask<LegalHold> Handle(PlaceLegalHold request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var hold = new LegalHold(
            Guid.CreateVersion7(now),
            request.CaseName,
            request.Reason,
            request.From.ToUniversalTime(),
            request.To?.ToUniversalTime(),
            context.Person,
            now,
            Lifted: null
        );
        var record = records.OfCall(AuditCode.LegalHoldPlaced, AuditRecords.Allowed) with
        {
            Reason = $"{request.CaseName}: {request.Reason}",
        };
        context.IsRecorded = await store.PlaceAsync(hold, record);
        return hold;
    }
}
