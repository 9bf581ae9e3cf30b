using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>One record with everything in it. That it was seen, by whom and why, is recorded before it is shown.</summary>
[RequirePermission(StaffPermissions.AuditReveal)]
public sealed record RevealRecord(Guid Id, string Reason) : IRequest<AuditRecordDetails>;

internal sealed class RevealRecordValidator : AbstractValidator<RevealRecord>
{
    public RevealRecordValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class RevealRecordHandler(IAuditReading reading, AuditLooks looks)
    : IRequestHandler<RevealRecord, AuditRecordDetails>
{
    public async ValueTask<AuditRecordDetails> Handle(RevealRecord request, CancellationToken cancellationToken)
    {
        var record = await reading.RequireAsync(request.Id, cancellationToken);
        var view = AuditRecordView.Unmasked(record);
        var place = await reading.PlaceAsync(record, cancellationToken);
        await looks.RecordAsync(AuditCode.AuditRevealed, AuditLooks.OperationOf(view), request.Reason);
        return new AuditRecordDetails(view, place);
    }
}
