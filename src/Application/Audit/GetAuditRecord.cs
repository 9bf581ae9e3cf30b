using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>One record by its id, masked, with where it is sealed.</summary>
[RequirePermission(StaffPermissions.AuditRead)]
public sealed record GetAuditRecord(Guid Id) : IRequest<AuditRecordDetails>;

/// <summary>A record and where it is sealed; null while it is not yet, which takes less than a second as a rule.</summary>
public sealed record AuditRecordDetails(AuditRecordView Record, SealPlace? Place);

internal sealed class GetAuditRecordValidator : AbstractValidator<GetAuditRecord>;

internal sealed class GetAuditRecordHandler(IAuditReading reading, AuditLooks looks)
    : IRequestHandler<GetAuditRecord, AuditRecordDetails>
{
    public async ValueTask<AuditRecordDetails> Handle(GetAuditRecord request, CancellationToken cancellationToken)
    {
        var record = await reading.RequireAsync(request.Id, cancellationToken);
        var view = AuditRecordView.Masked(record);
        var place = await reading.PlaceAsync(record, cancellationToken);
        await looks.RecordAsync(AuditCode.AuditRead, AuditLooks.OperationOf(view));
        return new AuditRecordDetails(view, place);
    }
}
